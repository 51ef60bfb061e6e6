use super::Migration;

/// The work list asks for folders by verdict.
pub(crate) const VERDICTS: Migration = Migration {
    name: "0006-verdicts",
    statements: &["CREATE INDEX latest_check_by_verdict ON latest_check (tenant, kind, verdict, name)"],
};
