use super::Migration;

/// How people want to be told, what was told to whom, and where events are posted.
pub(crate) const NOTICES: Migration = Migration {
    name: "0007-notices",
    statements: &[
        "CREATE TABLE preference (account TEXT PRIMARY KEY, tenant TEXT NOT NULL, mail BIGINT NOT NULL, rhythm TEXT NOT NULL, \
         quiet TEXT NOT NULL, zone_offset BIGINT NOT NULL, deputy TEXT NOT NULL, lines TEXT NOT NULL, changed_at BIGINT NOT NULL)",
        "CREATE INDEX preference_by_tenant ON preference (tenant)",
        "CREATE TABLE endpoint (id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, url TEXT NOT NULL, \
         secret {bytes} NOT NULL, urgent_only BIGINT NOT NULL, since_at BIGINT NOT NULL, ended_at BIGINT NOT NULL)",
        "CREATE INDEX endpoint_by_tenant ON endpoint (tenant, name)",
        "CREATE TABLE secret_address (hash TEXT PRIMARY KEY, id TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, \
         made_at BIGINT NOT NULL, withdrawn_at BIGINT NOT NULL, seen_at BIGINT NOT NULL)",
        "CREATE UNIQUE INDEX secret_address_by_account ON secret_address (account, id)",
        // Work that is new or changed waits here until it was told. `turn` counts its changes.
        "CREATE TABLE news (item BIGINT PRIMARY KEY, tenant TEXT NOT NULL, run_at BIGINT NOT NULL, holder TEXT NOT NULL, \
         turn BIGINT NOT NULL)",
        "CREATE INDEX news_by_time ON news (run_at)",
        "CREATE TABLE notice (item BIGINT NOT NULL, account TEXT NOT NULL, since_at BIGINT NOT NULL, urgent BIGINT NOT NULL, \
         stage TEXT NOT NULL, digest BIGINT NOT NULL, send_at BIGINT NOT NULL, message TEXT NOT NULL, \
         PRIMARY KEY (item, account))",
        "CREATE INDEX notice_by_time ON notice (message, digest, send_at)",
        "CREATE INDEX notice_by_account ON notice (account, message, digest, send_at)",
    ],
};
