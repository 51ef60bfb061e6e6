use super::Migration;

/// What a token is for, as roles are; one of before is for all that its person reaches.
pub(crate) const REACH: Migration =
    Migration { name: "0020-reach", statements: &["ALTER TABLE token ADD COLUMN reach TEXT NOT NULL DEFAULT ''"] };
