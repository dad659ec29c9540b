CREATE TABLE tousu_clock (
    case_id            NVARCHAR(191) COLLATE Latin1_General_BIN2 NOT NULL,
    obligation         VARCHAR(64)   COLLATE Latin1_General_BIN2 NOT NULL DEFAULT '',
    cycle              INT NOT NULL,
    owner              NVARCHAR(128) COLLATE Latin1_General_BIN2 NOT NULL DEFAULT N'',
    round              INT NOT NULL,
    status             VARCHAR(16),
    tier               VARCHAR(64),
    state              VARCHAR(16),
    started_at         VARCHAR(35),  -- an instant with its offset, or a date
    due                DATETIMEOFFSET(0),
    original_due       DATETIMEOFFSET(0),
    warn_at            DATETIMEOFFSET(0),
    ended_at           VARCHAR(35),
    extension_asked_at VARCHAR(35),
    provisional        BIT NOT NULL,
    next_change_at     DATETIMEOFFSET(0),
    as_of              DATETIMEOFFSET(0) NOT NULL,
    policy             VARCHAR(64) NOT NULL,
    policy_version     VARCHAR(64) NOT NULL,
    decided_by         CHAR(64) NOT NULL,
    faults             INT NOT NULL,
    error              VARCHAR(64),
    CONSTRAINT tousu_clock_key PRIMARY KEY (case_id, obligation, cycle, owner, round)
);
CREATE INDEX tousu_clock_change ON tousu_clock (next_change_at);
CREATE INDEX tousu_clock_due ON tousu_clock (state, due);
-- Which cases to decide again:
-- SELECT DISTINCT case_id FROM tousu_clock WHERE next_change_at <= @now;
-- Then, for each of them, in one transaction:
-- DELETE FROM tousu_clock WHERE case_id = @case; INSERT its new rows.
