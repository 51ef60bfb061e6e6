use super::Migration;

/// What a check learns of a folder whichever vulnerability is asked about, and by which ids that can be found.
pub(crate) const STANDINGS: Migration = Migration {
    name: "0016-standings",
    statements: &[
        "CREATE TABLE standing (folder BIGINT PRIMARY KEY, made_at BIGINT NOT NULL, digest BIGINT NOT NULL, \
         known BIGINT NOT NULL, unknown BIGINT NOT NULL, countable BIGINT NOT NULL, watched BIGINT NOT NULL, \
         details {bytes} NOT NULL)",
        "CREATE TABLE standing_about (tenant TEXT NOT NULL, vulnerability TEXT NOT NULL, folder BIGINT NOT NULL, \
         PRIMARY KEY (tenant, vulnerability, folder)) {rowless}",
        "CREATE INDEX standing_about_of ON standing_about (folder)",
    ],
};

/// What stands beside thousands of folders is counted without reading their details.
pub(crate) const STANDING_COUNTS: Migration = Migration {
    name: "0018-standing-counts",
    statements: &["CREATE INDEX standing_counts ON standing (folder, made_at, known, unknown, countable, watched)"],
};
