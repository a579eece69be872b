-- Portable: the same text runs on SQLite and PostgreSQL.
-- Whoever takes the workspace's lock in PostgreSQL counts `token` up, and writes only while it is
-- unchanged.
CREATE TABLE writer (
    workspace TEXT   NOT NULL PRIMARY KEY,
    token     BIGINT NOT NULL
);
