CREATE TABLE policies (
    hash      TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    law_as_of TEXT NOT NULL,
    wording   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id              INTEGER PRIMARY KEY,
    started_ns      INTEGER NOT NULL,
    finished_ns     INTEGER,
    version         TEXT NOT NULL,
    sensor          TEXT NOT NULL,
    policy_hash     TEXT NOT NULL REFERENCES policies (hash),
    geo_sources     TEXT NOT NULL,
    geo_attribution TEXT NOT NULL,
    key_id          TEXT NOT NULL
) STRICT;

CREATE TABLE captures (
    fingerprint TEXT PRIMARY KEY,
    path        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    first_ns    INTEGER NOT NULL,
    last_ns     INTEGER NOT NULL,
    sha256      TEXT NOT NULL,
    complete    INTEGER NOT NULL CHECK (complete IN (0, 1)),
    run_id      INTEGER NOT NULL REFERENCES runs (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audits (
    run_id  INTEGER NOT NULL REFERENCES runs (id),
    capture TEXT NOT NULL REFERENCES captures (fingerprint),
    path    TEXT NOT NULL,
    PRIMARY KEY (run_id, capture)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (
    capture  TEXT PRIMARY KEY REFERENCES captures (fingerprint),
    frames   INTEGER NOT NULL,
    decoded  INTEGER NOT NULL,
    unread   TEXT NOT NULL,
    bytes    TEXT NOT NULL,
    damage   TEXT NOT NULL,
    counters TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE transfers (
    key              TEXT PRIMARY KEY,
    capture          TEXT NOT NULL REFERENCES captures (fingerprint),
    run_id           INTEGER NOT NULL REFERENCES runs (id),
    protocol         TEXT NOT NULL,
    sender           TEXT NOT NULL,
    sender_port      INTEGER NOT NULL,
    receiver         TEXT NOT NULL,
    receiver_port    INTEGER NOT NULL,
    client           TEXT NOT NULL,
    server           TEXT NOT NULL,
    first_ns         INTEGER NOT NULL,
    last_ns          INTEGER NOT NULL,
    bytes            INTEGER NOT NULL,
    inspected        INTEGER NOT NULL CHECK (inspected IN (0, 1)),
    opaque_bytes     INTEGER NOT NULL,
    gaps             INTEGER NOT NULL,
    budget           TEXT NOT NULL,
    names            TEXT NOT NULL,
    tunnel           TEXT NOT NULL,
    sender_country   TEXT NOT NULL,
    sender_place     TEXT NOT NULL,
    receiver_country TEXT NOT NULL,
    receiver_place   TEXT NOT NULL
) STRICT;
CREATE INDEX transfers_by_capture ON transfers (capture);

CREATE TABLE judgements (
    transfer    TEXT NOT NULL REFERENCES transfers (key),
    policy_hash TEXT NOT NULL REFERENCES policies (hash),
    run_id      INTEGER NOT NULL REFERENCES runs (id),
    outcome     TEXT NOT NULL CHECK (outcome IN ('incident', 'authorised', 'opaque', 'clear')),
    rules       TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('', 'low', 'medium', 'high', 'critical')),
    reasons     TEXT NOT NULL,
    basis       TEXT NOT NULL,
    lawful_path TEXT,
    subjects    INTEGER NOT NULL,
    asset       TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    day         TEXT NOT NULL,
    PRIMARY KEY (transfer, policy_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    transfer    TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    detector    TEXT NOT NULL,
    class       TEXT NOT NULL,
    weak        INTEGER NOT NULL CHECK (weak IN (0, 1)),
    run_id      INTEGER NOT NULL REFERENCES runs (id),
    count       INTEGER NOT NULL,
    confidence  REAL NOT NULL,
    samples     TEXT NOT NULL,
    parts       TEXT NOT NULL,
    key_id      TEXT NOT NULL,
    digests     BLOB NOT NULL,
    PRIMARY KEY (transfer, policy_hash, detector, class, weak),
    FOREIGN KEY (transfer, policy_hash) REFERENCES judgements (transfer, policy_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    transfer     TEXT PRIMARY KEY REFERENCES transfers (key),
    frames       TEXT NOT NULL,
    first_frame  INTEGER NOT NULL,
    last_frame   INTEGER NOT NULL,
    offsets      TEXT NOT NULL,
    community_id TEXT NOT NULL,
    sha256       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE incidents (
    id          TEXT PRIMARY KEY,
    key         TEXT NOT NULL,
    serial      INTEGER NOT NULL,
    rule        TEXT NOT NULL,
    sender      TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    day         TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN (
        'new', 'triaged', 'confirmed', 'false_positive', 'authorised', 'remediating', 'reported', 'closed')),
    predecessor TEXT REFERENCES incidents (id),
    run_id      INTEGER NOT NULL REFERENCES runs (id),
    UNIQUE (key, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_transfers (
    incident    TEXT NOT NULL REFERENCES incidents (id),
    transfer    TEXT NOT NULL REFERENCES transfers (key),
    policy_hash TEXT NOT NULL REFERENCES policies (hash),
    severity    INTEGER NOT NULL,
    PRIMARY KEY (incident, transfer)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_transfers_by_transfer ON incident_transfers (transfer);

CREATE TABLE reviews (
    id         INTEGER PRIMARY KEY,
    incident   TEXT NOT NULL REFERENCES incidents (id),
    at_ns      INTEGER NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    reviewer   TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_incident ON reviews (incident);
CREATE TRIGGER reviews_are_never_changed BEFORE UPDATE ON reviews
BEGIN SELECT RAISE(ABORT, 'a review is never changed'); END;
CREATE TRIGGER reviews_are_never_deleted BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'a review is never deleted'); END;

CREATE TABLE totals (
    capture           TEXT NOT NULL REFERENCES captures (fingerprint),
    sender_network    TEXT NOT NULL,
    recipient_network TEXT NOT NULL,
    recipient_country TEXT NOT NULL,
    protocol          TEXT NOT NULL,
    hour              TEXT NOT NULL,
    run_id            INTEGER NOT NULL REFERENCES runs (id),
    transfers         INTEGER NOT NULL,
    bytes             INTEGER NOT NULL,
    PRIMARY KEY (capture, sender_network, recipient_network, recipient_country, protocol, hour)
) STRICT, WITHOUT ROWID;
