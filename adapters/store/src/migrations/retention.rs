use super::Migration;

/// When the words beside a leaf were removed, and legal holds.
pub(crate) const RETENTION: Migration = Migration {
    name: "0013-retention",
    statements: &[
        "ALTER TABLE personal ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 9223372036854775807",
        "CREATE TABLE legal_hold (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, class TEXT NOT NULL, subject TEXT NOT NULL, \
         reason TEXT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL, ended_by TEXT NOT NULL, \
         ended_at BIGINT NOT NULL)",
        "CREATE INDEX legal_hold_by_tenant ON legal_hold (tenant, made_at)",
    ],
};
