CREATE TABLE tousu_clock (
    case_id            TEXT NOT NULL,
    obligation         TEXT NOT NULL DEFAULT '', -- '' = the case owes nothing
    cycle              INTEGER NOT NULL,
    owner              TEXT NOT NULL DEFAULT '', -- '' = the policy names nobody
    round              INTEGER NOT NULL,
    status             TEXT,
    tier               TEXT,
    state              TEXT,
    started_at         TEXT,                     -- an instant with its offset, or a date
    due                TEXT,
    original_due       TEXT,
    warn_at            TEXT,
    ended_at           TEXT,
    extension_asked_at TEXT,
    provisional        INTEGER NOT NULL,
    next_change_at     TEXT,
    as_of              TEXT NOT NULL,
    policy             TEXT NOT NULL,
    policy_version     TEXT NOT NULL,
    decided_by         TEXT NOT NULL,
    faults             INTEGER NOT NULL,
    error              TEXT,
    PRIMARY KEY (case_id, obligation, cycle, owner, round)
) WITHOUT ROWID;
CREATE INDEX tousu_clock_change ON tousu_clock (next_change_at);
CREATE INDEX tousu_clock_due ON tousu_clock (state, due);
-- Which cases to decide again (instants of one offset compare as texts):
-- SELECT DISTINCT case_id FROM tousu_clock WHERE next_change_at <= :now;
-- Then, for each of them, in one transaction:
-- DELETE FROM tousu_clock WHERE case_id = :case; INSERT its new rows.
