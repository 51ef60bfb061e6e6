use super::Migration;

/// What counts once, and electronic signatures.
pub(crate) const PEOPLE: Migration = Migration {
    name: "0008-people",
    statements: &[
        "CREATE TABLE spent (name TEXT PRIMARY KEY, made_at BIGINT NOT NULL)",
        "CREATE INDEX spent_by_time ON spent (made_at)",
        // Rows are added and never changed: nothing in the program updates or deletes one.
        "CREATE TABLE signature (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, about TEXT NOT NULL, subject TEXT NOT NULL, \
         account TEXT NOT NULL, meaning TEXT NOT NULL, made_at BIGINT NOT NULL, record {bytes} NOT NULL, \
         sha256 TEXT NOT NULL)",
        "CREATE INDEX signature_by_subject ON signature (tenant, about, made_at, id)",
    ],
};
