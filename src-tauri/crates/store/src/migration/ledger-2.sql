-- Routes by which a resend of the company once ended in proof.
CREATE TABLE verified_route (
    company TEXT NOT NULL,
    route   TEXT NOT NULL,
    since   TEXT NOT NULL,
    PRIMARY KEY (company, route)
) STRICT;
