-- What changed since it was last judged, with the revision that changed it.
CREATE TABLE touched (
    company  TEXT NOT NULL,
    thing    TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (company, thing)
) STRICT, WITHOUT ROWID;

-- The keys under which documents, transactions and records were found at the last judgement. A change of a
-- thing touches what else its binding keys lead to.
CREATE TABLE lead (
    company TEXT NOT NULL,
    key     INTEGER NOT NULL,
    thing   TEXT NOT NULL,
    binds   INTEGER NOT NULL,
    PRIMARY KEY (company, key, thing)
) STRICT, WITHOUT ROWID;

CREATE INDEX lead_by_thing ON lead (company, thing);

-- What the last judgement of a document tells of its company. Moments are in microseconds.
CREATE TABLE witness (
    company    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         INTEGER NOT NULL,
    vote       BLOB,
    proved_on  TEXT,
    arrived_at INTEGER,
    -- Judged again each time, whatever changed.
    is_open    INTEGER NOT NULL,
    PRIMARY KEY (company, kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX witness_by_day ON witness (company, proved_on) WHERE proved_on IS NOT NULL;

CREATE INDEX witness_by_arrival ON witness (company, arrived_at) WHERE arrived_at IS NOT NULL;

CREATE INDEX witness_open ON witness (company) WHERE is_open;
