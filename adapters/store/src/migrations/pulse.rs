use super::Migration;

/// The newest change of each kind of thing is found without reading the others.
pub(crate) const PULSE: Migration = Migration {
    name: "0014-pulse",
    statements: &[
        "CREATE INDEX work_by_change ON work (tenant, changed_at)",
        "CREATE INDEX folder_by_time ON folder (tenant, kind, made_at)",
        "CREATE INDEX latest_check_by_time ON latest_check (tenant, kind, made_at)",
    ],
};
