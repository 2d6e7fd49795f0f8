-- Everything is keyed by company. Bodies are JSON of the domain's types.
CREATE TABLE company (
    company TEXT NOT NULL PRIMARY KEY,
    body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    company   TEXT NOT NULL,
    source    TEXT NOT NULL,
    tried     TEXT,
    succeeded TEXT,
    failed    TEXT,
    error     TEXT NOT NULL DEFAULT '',
    failing   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (company, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE mark (
    company TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (company, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    company   TEXT NOT NULL,
    reference TEXT NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (company, reference)
) STRICT;

CREATE TABLE supplier (
    company TEXT NOT NULL,
    id      TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (company, id)
) STRICT;

CREATE TABLE record (
    company TEXT NOT NULL,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (company, kind, id)
) STRICT;

-- A deleted transaction keeps its row. The moment is beside the body, which does not know it.
CREATE TABLE book_transaction (
    company TEXT NOT NULL,
    entity  TEXT NOT NULL,
    id      TEXT NOT NULL,
    deleted TEXT,
    body    TEXT NOT NULL,
    PRIMARY KEY (company, entity, id)
) STRICT;

CREATE TABLE judgement (
    company   TEXT NOT NULL,
    reference TEXT NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (company, reference)
) STRICT;

CREATE TABLE status (
    company             TEXT NOT NULL,
    reference           TEXT NOT NULL,
    number              TEXT NOT NULL DEFAULT '',
    supplier            TEXT NOT NULL DEFAULT '',
    amount              TEXT,
    currency            TEXT,
    date                TEXT,
    procurement_status  TEXT NOT NULL DEFAULT '',
    state               TEXT NOT NULL,
    proof               TEXT NOT NULL,
    classes             TEXT NOT NULL DEFAULT '[]',
    headline            TEXT NOT NULL DEFAULT '',
    counterpart_entity  TEXT,
    counterpart_id      TEXT,
    counterpart_number  TEXT,
    due_since           TEXT,
    due_event           TEXT,
    archived            INTEGER NOT NULL DEFAULT 0,
    cause               TEXT,
    PRIMARY KEY (company, reference)
) STRICT;

-- What is not about one company.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
