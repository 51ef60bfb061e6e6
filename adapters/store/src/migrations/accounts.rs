use super::Migration;

/// Persons, sessions, tokens and failed log-ins.
pub(crate) const ACCOUNTS: Migration = Migration {
    name: "0003-accounts",
    statements: &[
        "CREATE TABLE account (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, login TEXT NOT NULL, printed_name TEXT NOT NULL, \
         mail TEXT NOT NULL, language TEXT NOT NULL, password TEXT NOT NULL, totp {bytes}, credentials {bytes} NOT NULL, \
         since_at BIGINT NOT NULL, disabled_at BIGINT NOT NULL)",
        "CREATE UNIQUE INDEX account_by_login ON account (login)",
        "CREATE INDEX account_by_tenant ON account (tenant, login)",
        "CREATE TABLE held_role (account TEXT NOT NULL, role TEXT NOT NULL, scope TEXT NOT NULL, until_at BIGINT NOT NULL, \
         PRIMARY KEY (account, role, scope))",
        // One row of this name can be made once: the first person.
        "CREATE TABLE once (name TEXT PRIMARY KEY)",
        "CREATE TABLE session (token_hash TEXT PRIMARY KEY, account TEXT NOT NULL, made_at BIGINT NOT NULL, \
         seen_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, facts {bytes} NOT NULL)",
        "CREATE INDEX session_by_account ON session (account)",
        "CREATE INDEX session_by_end ON session (ends_at)",
        "CREATE TABLE token (token_hash TEXT PRIMARY KEY, id TEXT NOT NULL, tenant TEXT NOT NULL, account TEXT NOT NULL, \
         name TEXT NOT NULL, scopes TEXT NOT NULL, made_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, \
         withdrawn_at BIGINT NOT NULL, seen_at BIGINT NOT NULL)",
        "CREATE UNIQUE INDEX token_by_id ON token (tenant, id)",
        "CREATE TABLE failure (key TEXT NOT NULL, made_at BIGINT NOT NULL, times BIGINT NOT NULL, \
         PRIMARY KEY (key, made_at))",
        "CREATE INDEX failure_by_time ON failure (made_at)",
    ],
};
