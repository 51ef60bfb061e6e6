use super::Migration;

/// The tamper-evident log.
pub(crate) const LOG: Migration = Migration {
    name: "0005-log",
    statements: &[
        "CREATE TABLE leaf (sequence BIGINT PRIMARY KEY, bytes {bytes} NOT NULL, hash {bytes} NOT NULL, \
         tenant TEXT NOT NULL, made_at BIGINT NOT NULL)",
        // The log is one line: whoever appends holds this row until the end of its transaction.
        "CREATE TABLE log_end (name TEXT PRIMARY KEY, size BIGINT NOT NULL)",
        "INSERT INTO log_end (name, size) VALUES ('log', 0)",
        "CREATE INDEX leaf_by_tenant ON leaf (tenant, sequence)",
        // What salted hashes in leaves stand for: the only part of the log that may be erased.
        "CREATE TABLE personal (leaf BIGINT PRIMARY KEY, facts {bytes} NOT NULL, made_at BIGINT NOT NULL)",
        "CREATE INDEX personal_by_time ON personal (made_at)",
        "CREATE TABLE checkpoint (size BIGINT PRIMARY KEY, root {bytes} NOT NULL, signed {bytes} NOT NULL, \
         made_at BIGINT NOT NULL)",
    ],
};
