use super::Migration;

/// Passkeys: public halves, no secret.
pub(crate) const PASSKEYS: Migration = Migration {
    name: "0009-passkeys",
    statements: &[
        "CREATE TABLE passkey (id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, key {bytes} NOT NULL, \
         counter BIGINT NOT NULL, made_at BIGINT NOT NULL, seen_at BIGINT NOT NULL)",
        "CREATE INDEX passkey_by_account ON passkey (account, made_at, id)",
    ],
};
