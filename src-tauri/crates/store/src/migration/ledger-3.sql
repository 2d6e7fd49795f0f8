-- What the user set for a company. A setting that was taken back has no row.
CREATE TABLE setting (
    company TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    since   TEXT NOT NULL,
    PRIMARY KEY (company, name)
) STRICT;
