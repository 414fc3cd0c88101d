CREATE TABLE scopes (
    id           INTEGER PRIMARY KEY,
    year         INTEGER NOT NULL,
    key_id       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    groups       INTEGER NOT NULL,
    groups_35273 INTEGER NOT NULL,
    groups_45574 INTEGER NOT NULL,
    classes      TEXT NOT NULL,
    recipient    TEXT NOT NULL,
    country      TEXT NOT NULL,
    paths        TEXT NOT NULL,
    counts       INTEGER NOT NULL CHECK (counts IN (0, 1)),
    UNIQUE (year, key_id, kind, groups, groups_35273, groups_45574, classes, recipient, country, paths, counts)
) STRICT;

CREATE TABLE scope_policies (
    scope       INTEGER NOT NULL REFERENCES scopes (id),
    policy_hash TEXT NOT NULL REFERENCES policies (hash),
    PRIMARY KEY (scope, policy_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
    scope    INTEGER NOT NULL REFERENCES scopes (id),
    digest   BLOB NOT NULL,
    attached INTEGER NOT NULL,
    first_s  INTEGER NOT NULL,
    PRIMARY KEY (scope, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE settlements (
    incident TEXT PRIMARY KEY REFERENCES incidents (id),
    kind     TEXT NOT NULL CHECK (kind IN ('threshold', 'mechanism', 'cap')),
    year     INTEGER NOT NULL,
    subjects INTEGER NOT NULL,
    reasons  TEXT NOT NULL,
    basis    TEXT NOT NULL,
    stands   INTEGER NOT NULL CHECK (stands IN (0, 1)),
    run_id   INTEGER NOT NULL REFERENCES runs (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX judgements_by_day ON judgements (day);
