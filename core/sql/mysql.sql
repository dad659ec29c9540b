CREATE TABLE tousu_clock (
    case_id            VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    obligation         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    cycle              INT UNSIGNED NOT NULL,
    owner              VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    round              INT UNSIGNED NOT NULL,
    status             VARCHAR(16),
    tier               VARCHAR(64),
    state              VARCHAR(16),
    started_at         VARCHAR(35),  -- an instant with its offset, or a date
    due                VARCHAR(25),
    original_due       VARCHAR(25),
    warn_at            VARCHAR(25),
    ended_at           VARCHAR(35),
    extension_asked_at VARCHAR(35),
    provisional        TINYINT(1) NOT NULL,
    next_change_at     VARCHAR(25),
    as_of              VARCHAR(25) NOT NULL,
    policy             VARCHAR(64) NOT NULL,
    policy_version     VARCHAR(64) NOT NULL,
    decided_by         CHAR(64) CHARACTER SET ascii NOT NULL,
    faults             INT UNSIGNED NOT NULL,
    error              VARCHAR(64),
    PRIMARY KEY (case_id, obligation, cycle, owner, round),
    KEY tousu_clock_change (next_change_at),
    KEY tousu_clock_due (state, due)
) ENGINE = InnoDB;
-- Which cases to decide again (instants of one offset compare as texts):
-- SELECT DISTINCT case_id FROM tousu_clock WHERE next_change_at <= :now;
-- Then, for each of them, in one transaction:
-- DELETE FROM tousu_clock WHERE case_id = :case; INSERT its new rows.
