-- Grows with every write. A copy that is older than the cache remembers was restored from a backup.
CREATE TABLE epoch (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO epoch (one, value) VALUES (1, 0);

CREATE TABLE attempt (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    company   TEXT NOT NULL,
    reference TEXT NOT NULL,
    route     TEXT NOT NULL,
    state     TEXT NOT NULL
        CHECK (state IN ('queued', 'in_flight', 'sent', 'proved', 'uncertain', 'refused', 'cancelled')),
    created   TEXT NOT NULL,
    body_hash TEXT,
    -- The newest history entry seen before sending: its id, and its time if it had one.
    seen_id   TEXT,
    seen_at   TEXT
) STRICT;
CREATE INDEX attempt_by_document ON attempt (company, reference);
-- Over all windows and processes, a document has at most one attempt that may still send.
CREATE UNIQUE INDEX attempt_open ON attempt (company, reference)
    WHERE state IN ('queued', 'in_flight', 'uncertain');

CREATE TABLE attempt_event (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt TEXT NOT NULL REFERENCES attempt (id),
    at      TEXT NOT NULL,
    event   TEXT NOT NULL,
    detail  TEXT,
    -- The state that the event led to, if it changed it.
    state   TEXT
) STRICT;
CREATE INDEX attempt_event_by_attempt ON attempt_event (attempt);

-- The newest entry of a document counts.
CREATE TABLE handled_log (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    company   TEXT NOT NULL,
    reference TEXT NOT NULL,
    handled   INTEGER NOT NULL,
    reason    TEXT NOT NULL DEFAULT '',
    at        TEXT NOT NULL
) STRICT;
CREATE INDEX handled_log_by_document ON handled_log (company, reference);

CREATE TABLE link (
    company   TEXT NOT NULL,
    reference TEXT NOT NULL,
    entity    TEXT NOT NULL,
    id        TEXT NOT NULL,
    since     TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (company, reference)
) STRICT;
CREATE TABLE link_log (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    company   TEXT NOT NULL,
    reference TEXT NOT NULL,
    entity    TEXT NOT NULL,
    id        TEXT NOT NULL,
    at        TEXT NOT NULL
) STRICT;

-- What was written stays written.
CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER attempt_identity BEFORE UPDATE OF seq, id, company, reference, route, created, body_hash, seen_id, seen_at
    ON attempt BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER attempt_end BEFORE UPDATE ON attempt WHEN OLD.state IN ('proved', 'refused', 'cancelled')
    BEGIN SELECT RAISE(ABORT, 'the attempt has ended'); END;
CREATE TRIGGER attempt_event_stays BEFORE DELETE ON attempt_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER attempt_event_fixed BEFORE UPDATE ON attempt_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER handled_log_stays BEFORE DELETE ON handled_log BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER handled_log_fixed BEFORE UPDATE ON handled_log BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER link_log_stays BEFORE DELETE ON link_log BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER link_log_fixed BEFORE UPDATE ON link_log BEGIN SELECT RAISE(ABORT, 'append-only'); END;
