use super::Migration;

/// Jobs, messages that must leave the house, work items.
pub(crate) const JOBS: Migration = Migration {
    name: "0004-jobs",
    statements: &[
        // `run_at` is when it may be taken: its time, or the end of the lease of whoever holds it.
        "CREATE TABLE job (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, \
         run_at BIGINT NOT NULL, attempt BIGINT NOT NULL, attempts BIGINT NOT NULL, holder TEXT NOT NULL, \
         payload {bytes} NOT NULL, fault TEXT NOT NULL, changed_at BIGINT NOT NULL)",
        "CREATE UNIQUE INDEX job_by_key ON job (kind, key)",
        "CREATE INDEX job_by_time ON job (state, run_at)",
        "CREATE TABLE message (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, way TEXT NOT NULL, addressee TEXT NOT NULL, \
         body {bytes} NOT NULL, state TEXT NOT NULL, send_at BIGINT NOT NULL, attempt BIGINT NOT NULL, \
         holder TEXT NOT NULL, fault TEXT NOT NULL, changed_at BIGINT NOT NULL)",
        "CREATE INDEX message_by_time ON message (state, send_at)",
        "CREATE TABLE work (id BIGINT PRIMARY KEY, tenant TEXT NOT NULL, role TEXT NOT NULL, subject TEXT NOT NULL, \
         code TEXT NOT NULL, due_at BIGINT NOT NULL, made_at BIGINT NOT NULL, state TEXT NOT NULL, changed_by TEXT NOT NULL, \
         changed_at BIGINT NOT NULL, facts {bytes} NOT NULL)",
        "CREATE UNIQUE INDEX work_by_what ON work (tenant, subject, code, role)",
        "CREATE INDEX work_by_due ON work (tenant, due_at, id)",
    ],
};
