-- How far a complete reading of a list has come, so that one that broke off goes on at its next page.
CREATE TABLE pass (
    company  TEXT NOT NULL,
    stream   TEXT NOT NULL,
    started  TEXT NOT NULL,
    finished TEXT,
    round    INTEGER NOT NULL DEFAULT 1,
    -- As the service said in this round.
    pages    INTEGER,
    total    INTEGER,
    -- The total became smaller while the pages were read: rows may have been passed over.
    fell     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (company, stream)
) STRICT, WITHOUT ROWID;

-- The pages of the pass's round that are stored.
CREATE TABLE page (
    company TEXT NOT NULL,
    stream  TEXT NOT NULL,
    number  INTEGER NOT NULL,
    PRIMARY KEY (company, stream, number)
) STRICT, WITHOUT ROWID;

-- What the pass has seen, and in which round last.
CREATE TABLE seen (
    company TEXT NOT NULL,
    stream  TEXT NOT NULL,
    id      TEXT NOT NULL,
    round   INTEGER NOT NULL,
    PRIMARY KEY (company, stream, id)
) STRICT, WITHOUT ROWID;

-- When what a document shows changed last, and when its detail was read last.
CREATE TABLE look (
    company   TEXT NOT NULL,
    reference TEXT NOT NULL,
    changed   TEXT NOT NULL,
    looked    TEXT,
    PRIMARY KEY (company, reference)
) STRICT, WITHOUT ROWID;

CREATE INDEX status_by_state ON status (company, state);
