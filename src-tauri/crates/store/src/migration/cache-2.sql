-- Records of a service that could not be understood, as they came.
CREATE TABLE quarantine (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    company TEXT NOT NULL,
    source  TEXT NOT NULL,
    key     TEXT NOT NULL DEFAULT '',
    reason  TEXT NOT NULL DEFAULT '',
    raw     TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_by_source ON quarantine (company, source);
