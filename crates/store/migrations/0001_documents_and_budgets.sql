-- Portable: the same text runs on SQLite and PostgreSQL.
CREATE TABLE documents (
    kind     TEXT   NOT NULL,
    key      TEXT   NOT NULL,
    parent   TEXT   NOT NULL,
    revision BIGINT NOT NULL,
    envelope TEXT   NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX documents_by_parent ON documents (kind, parent);

CREATE TABLE budgets (
    principal    TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    window_start BIGINT NOT NULL,
    used         BIGINT NOT NULL,
    PRIMARY KEY (principal, kind)
);
