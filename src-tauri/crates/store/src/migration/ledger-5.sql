-- What the look before a send showed. Written with the step that lets the attempt leave, never changed.
CREATE TABLE departure (
    attempt   TEXT NOT NULL PRIMARY KEY REFERENCES attempt (id),
    -- The newest history entry: its id, and its time if it had one.
    seen_id   TEXT,
    seen_at   TEXT,
    -- What was in QuickBooks: nothing, a record, or, for attempts of an earlier format, not known.
    found     TEXT CHECK (found IN ('nothing', 'record')),
    entity    TEXT,
    record    TEXT,
    content   TEXT,
    differing TEXT,
    CHECK ((found = 'record') = (record IS NOT NULL))
) STRICT;
INSERT INTO departure (attempt, seen_id, seen_at)
    SELECT id, seen_id, seen_at FROM attempt WHERE seen_id IS NOT NULL;

-- Why an attempt waits, and what the user agreed to when it was planned.
CREATE TABLE plan (
    attempt   TEXT NOT NULL PRIMARY KEY REFERENCES attempt (id),
    reason    TEXT NOT NULL CHECK (reason IN ('offline', 'behind', 'retry')),
    force     INTEGER NOT NULL CHECK (force IN (0, 1)),
    renew     INTEGER NOT NULL CHECK (renew IN (0, 1)),
    recreate  INTEGER NOT NULL CHECK (recreate IN (0, 1)),
    -- It does not leave before this.
    due       TEXT
) STRICT;

-- What a resend of several documents came to, as it was told when it ended.
CREATE TABLE receipt (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT NOT NULL UNIQUE,
    company TEXT NOT NULL,
    started TEXT NOT NULL,
    ended   TEXT NOT NULL,
    -- Why it ended before its last document, if it did.
    stopped TEXT
) STRICT;
CREATE TABLE receipt_row (
    receipt   TEXT NOT NULL REFERENCES receipt (id),
    position  INTEGER NOT NULL,
    reference TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    reason    TEXT,
    detail    TEXT NOT NULL,
    attempt   TEXT,
    entity    TEXT,
    record    TEXT,
    PRIMARY KEY (receipt, position)
) STRICT;

ALTER TABLE verified_route ADD COLUMN reference TEXT;

DROP TRIGGER attempt_identity;
ALTER TABLE attempt DROP COLUMN seen_id;
ALTER TABLE attempt DROP COLUMN seen_at;
CREATE TRIGGER attempt_identity BEFORE UPDATE OF seq, id, company, reference, route, created, body_hash
    ON attempt BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER departure_stays BEFORE DELETE ON departure BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER departure_fixed BEFORE UPDATE ON departure BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER plan_stays BEFORE DELETE ON plan BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER plan_fixed BEFORE UPDATE ON plan BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER receipt_fixed BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER receipt_row_stays BEFORE DELETE ON receipt_row BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER receipt_row_fixed BEFORE UPDATE ON receipt_row BEGIN SELECT RAISE(ABORT, 'append-only'); END;
