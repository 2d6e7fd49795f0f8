-- The connected companies. Nothing here is secret: tokens and keys are in the keychain, under the id.
CREATE TABLE connection (
    company      TEXT NOT NULL PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    connected_at TEXT NOT NULL,
    colour       TEXT NOT NULL,
    -- The one that is opened when none is named.
    is_default   INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    -- JSON: where and how to sign in, and the company that the user confirmed.
    procurement  TEXT NOT NULL,
    quickbooks   TEXT
) STRICT;
CREATE UNIQUE INDEX connection_default ON connection (is_default) WHERE is_default = 1;

-- What is wrong with one side of a connection. A new sign-in removes it.
CREATE TABLE connection_trouble (
    company TEXT NOT NULL,
    side    TEXT NOT NULL,
    trouble TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (company, side, trouble)
) STRICT;

-- Sign-ins that the user ended while the service could not be told. The token waits in the keychain.
CREATE TABLE revocation (
    item TEXT NOT NULL PRIMARY KEY,
    at   TEXT NOT NULL,
    -- JSON: as in `connection`, of the one side that is to be told.
    procurement TEXT,
    quickbooks  TEXT
) STRICT;
