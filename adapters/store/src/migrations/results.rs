use super::Migration;

/// Checks, findings and facts.
pub(crate) const RESULTS: Migration = Migration {
    name: "0002-results",
    statements: &[
        "CREATE TABLE past_check (folder BIGINT NOT NULL, made_at BIGINT NOT NULL, revision BIGINT NOT NULL, \
         generation TEXT NOT NULL, verdict TEXT NOT NULL, counts TEXT NOT NULL, answer {bytes} NOT NULL, \
         PRIMARY KEY (folder, made_at))",
        // The latest check of each folder, derived from the above and written in the same transaction.
        "CREATE TABLE latest_check (tenant TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, folder BIGINT NOT NULL, \
         made_at BIGINT NOT NULL, revision BIGINT NOT NULL, generation TEXT NOT NULL, verdict TEXT NOT NULL, \
         counts TEXT NOT NULL, PRIMARY KEY (tenant, kind, name))",
        // A finding stands from the check that found it to the one that no longer did: only changes are written.
        "CREATE TABLE finding (folder BIGINT NOT NULL, key TEXT NOT NULL, since_at BIGINT NOT NULL, \
         until_at BIGINT NOT NULL, rank BIGINT NOT NULL, tenant TEXT NOT NULL, vulnerability TEXT NOT NULL, \
         release TEXT NOT NULL, code TEXT NOT NULL, priority TEXT NOT NULL, subject TEXT NOT NULL, digest BIGINT NOT NULL, \
         answer {bytes} NOT NULL, PRIMARY KEY (folder, key, since_at))",
        "CREATE INDEX finding_by_rank ON finding (folder, until_at, rank, key)",
        "CREATE INDEX finding_by_vulnerability ON finding (tenant, vulnerability, until_at)",
        "CREATE TABLE fact (tenant TEXT NOT NULL, about TEXT NOT NULL, kind TEXT NOT NULL, made_at BIGINT NOT NULL, \
         place BIGINT NOT NULL, value {bytes} NOT NULL, made_by TEXT NOT NULL, \
         PRIMARY KEY (tenant, about, kind, made_at, place))",
    ],
};
