use super::{Migration, WEIGH};

/// Work about a folder is found by the folder; when and why the state of an item changed is kept.
pub(crate) const WORK: Migration = Migration {
    name: "0017-work",
    statements: &[
        "ALTER TABLE work ADD COLUMN about TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE work ADD COLUMN state_at BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE work ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
        "UPDATE work SET about = CASE WHEN {position}(subject, ' ') > 0 \
         THEN substr(subject, 1, {position}(subject, ' ') - 1) ELSE subject END",
        "UPDATE work SET state_at = changed_at WHERE state <> 'open'",
        "CREATE INDEX work_about ON work (tenant, about)",
        "CREATE INDEX work_by_state ON work (tenant, state_at)",
    ],
};

/// What cannot wait is found without reading what can, work of one code without the rest, and jobs are counted by an index alone.
pub(crate) const URGENCY: Migration = Migration {
    name: "0019-work-urgency",
    statements: &[
        "ALTER TABLE work ADD COLUMN urgent TEXT NOT NULL DEFAULT ''",
        WEIGH,
        "CREATE INDEX work_urgent ON work (tenant, due_at, id) WHERE urgent <> ''",
        "CREATE INDEX work_by_code ON work (tenant, code)",
        "CREATE INDEX job_by_state ON job (state, kind)",
    ],
};
