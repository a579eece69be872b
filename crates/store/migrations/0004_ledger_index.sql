-- Portable: the same text runs on SQLite and PostgreSQL.
-- Which bundles of the ledger hold which term, such as a principal or an asset. Made from the ledger,
-- and made again where it is missing or was changed.
CREATE TABLE ledger_postings (
    term     TEXT   NOT NULL,
    bundle   BIGINT NOT NULL,
    -- The term's posting before this one; -1 if this is the first.
    previous BIGINT NOT NULL,
    -- Which of the bundle's 256 entries, as hexadecimal digits.
    hits     TEXT   NOT NULL,
    seal     TEXT   NOT NULL,
    PRIMARY KEY (term, bundle)
);

-- Every term, and its newest posting.
CREATE TABLE ledger_terms (
    term   TEXT   NOT NULL PRIMARY KEY,
    newest BIGINT NOT NULL
);

-- How many bundles are in the index, sealed together with all terms.
CREATE TABLE ledger_indexed (
    one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    bundles BIGINT  NOT NULL,
    seal    TEXT    NOT NULL
);
