-- Portable: the same text runs on SQLite and PostgreSQL.
-- The one workspace whose records these are.
CREATE TABLE workspace (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id  TEXT    NOT NULL
);

-- The deed that is under way: what it shall change, before the ledger has it.
CREATE TABLE outbox (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    envelope TEXT    NOT NULL
);
