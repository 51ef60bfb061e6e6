//! Every table with its columns, the key first: what a backup holds. A test holds it against what the migrations make.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Number,
    Text,
    Bytes,
    BytesOrNone,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// So many of its columns, the first ones, are its key.
    pub(crate) key: usize,
    pub(crate) columns: &'static [(&'static str, Column)],
}

use Column::{Bytes, BytesOrNone, Number, Text};

/// All tables but `migration`, which the store itself writes.
pub(crate) const TABLES: &[Table] = &[
    Table { name: "tenant", key: 1, columns: &[("id", Text), ("name", Text), ("party", Text), ("since_at", Number)] },
    Table {
        name: "folder",
        key: 1,
        columns: &[
            ("id", Number),
            ("tenant", Text),
            ("kind", Text),
            ("name", Text),
            ("sequence", Number),
            ("tree", Bytes),
            ("made_by", Text),
            ("made_at", Number),
        ],
    },
    Table {
        name: "revision",
        key: 2,
        columns: &[("folder", Number), ("sequence", Number), ("tree", Bytes), ("made_by", Text), ("made_at", Number)],
    },
    Table {
        name: "file",
        key: 3,
        columns: &[
            ("folder", Number),
            ("name", Text),
            ("since_revision", Number),
            ("until_revision", Number),
            ("sha256", Bytes),
            ("size", Number),
            ("bill", Number),
        ],
    },
    Table { name: "document", key: 1, columns: &[("sha256", Bytes), ("size", Number), ("stream", Bytes)] },
    Table {
        name: "piece",
        key: 2,
        columns: &[("stream", Bytes), ("start_at", Number), ("size", Number), ("packed", Bytes)],
    },
    Table {
        name: "bill",
        key: 1,
        columns: &[("id", Number), ("sha256", Bytes), ("components", Number), ("is_whole", Number)],
    },
    Table { name: "component", key: 2, columns: &[("name", Text), ("version", Text)] },
    Table { name: "fresh", key: 1, columns: &[("bill", Number), ("names", Bytes), ("components", Bytes)] },
    Table { name: "segment", key: 1, columns: &[("id", Number), ("bills", Number)] },
    Table { name: "posting", key: 2, columns: &[("segment", Number), ("name", Number), ("entries", Bytes)] },
    Table {
        name: "past_check",
        key: 2,
        columns: &[
            ("folder", Number),
            ("made_at", Number),
            ("revision", Number),
            ("generation", Text),
            ("verdict", Text),
            ("counts", Text),
            ("answer", Bytes),
        ],
    },
    Table {
        name: "latest_check",
        key: 3,
        columns: &[
            ("tenant", Text),
            ("kind", Text),
            ("name", Text),
            ("folder", Number),
            ("made_at", Number),
            ("revision", Number),
            ("generation", Text),
            ("verdict", Text),
            ("counts", Text),
        ],
    },
    Table {
        name: "standing",
        key: 1,
        columns: &[
            ("folder", Number),
            ("made_at", Number),
            ("digest", Number),
            ("known", Number),
            ("unknown", Number),
            ("countable", Number),
            ("watched", Number),
            ("details", Bytes),
        ],
    },
    Table { name: "standing_about", key: 3, columns: &[("tenant", Text), ("vulnerability", Text), ("folder", Number)] },
    Table {
        name: "finding",
        key: 3,
        columns: &[
            ("folder", Number),
            ("key", Text),
            ("since_at", Number),
            ("until_at", Number),
            ("rank", Number),
            ("tenant", Text),
            ("vulnerability", Text),
            ("release", Text),
            ("code", Text),
            ("priority", Text),
            ("subject", Text),
            ("digest", Number),
            ("answer", Bytes),
        ],
    },
    Table {
        name: "fact",
        key: 5,
        columns: &[
            ("tenant", Text),
            ("about", Text),
            ("kind", Text),
            ("made_at", Number),
            ("place", Number),
            ("value", Bytes),
            ("made_by", Text),
        ],
    },
    Table {
        name: "account",
        key: 1,
        columns: &[
            ("id", Text),
            ("tenant", Text),
            ("login", Text),
            ("printed_name", Text),
            ("mail", Text),
            ("language", Text),
            ("password", Text),
            ("totp", BytesOrNone),
            ("credentials", Bytes),
            ("since_at", Number),
            ("disabled_at", Number),
        ],
    },
    Table {
        name: "held_role",
        key: 3,
        columns: &[("account", Text), ("role", Text), ("scope", Text), ("until_at", Number)],
    },
    Table { name: "once", key: 1, columns: &[("name", Text)] },
    Table {
        name: "session",
        key: 1,
        columns: &[
            ("token_hash", Text),
            ("account", Text),
            ("made_at", Number),
            ("seen_at", Number),
            ("ends_at", Number),
            ("facts", Bytes),
        ],
    },
    Table {
        name: "token",
        key: 1,
        columns: &[
            ("token_hash", Text),
            ("id", Text),
            ("tenant", Text),
            ("account", Text),
            ("name", Text),
            ("scopes", Text),
            ("made_at", Number),
            ("ends_at", Number),
            ("withdrawn_at", Number),
            ("seen_at", Number),
            ("reach", Text),
        ],
    },
    Table { name: "failure", key: 2, columns: &[("key", Text), ("made_at", Number), ("times", Number)] },
    Table {
        name: "job",
        key: 1,
        columns: &[
            ("id", Number),
            ("kind", Text),
            ("key", Text),
            ("state", Text),
            ("run_at", Number),
            ("attempt", Number),
            ("attempts", Number),
            ("holder", Text),
            ("payload", Bytes),
            ("fault", Text),
            ("changed_at", Number),
        ],
    },
    Table {
        name: "message",
        key: 1,
        columns: &[
            ("id", Text),
            ("tenant", Text),
            ("way", Text),
            ("addressee", Text),
            ("body", Bytes),
            ("state", Text),
            ("send_at", Number),
            ("attempt", Number),
            ("holder", Text),
            ("fault", Text),
            ("changed_at", Number),
        ],
    },
    Table {
        name: "work",
        key: 1,
        columns: &[
            ("id", Number),
            ("tenant", Text),
            ("role", Text),
            ("subject", Text),
            ("code", Text),
            ("due_at", Number),
            ("made_at", Number),
            ("state", Text),
            ("changed_by", Text),
            ("changed_at", Number),
            ("facts", Bytes),
            ("about", Text),
            ("state_at", Number),
            ("reason", Text),
            ("urgent", Text),
        ],
    },
    Table {
        name: "leaf",
        key: 1,
        columns: &[("sequence", Number), ("bytes", Bytes), ("hash", Bytes), ("tenant", Text), ("made_at", Number)],
    },
    Table {
        name: "personal",
        key: 1,
        columns: &[("leaf", Number), ("facts", Bytes), ("made_at", Number), ("erased_at", Number)],
    },
    Table {
        name: "legal_hold",
        key: 1,
        columns: &[
            ("id", Text),
            ("tenant", Text),
            ("class", Text),
            ("subject", Text),
            ("reason", Text),
            ("made_by", Text),
            ("made_at", Number),
            ("ended_by", Text),
            ("ended_at", Number),
        ],
    },
    Table { name: "log_end", key: 1, columns: &[("name", Text), ("size", Number)] },
    Table { name: "spent", key: 1, columns: &[("name", Text), ("made_at", Number)] },
    Table {
        name: "passkey",
        key: 1,
        columns: &[
            ("id", Text),
            ("account", Text),
            ("name", Text),
            ("key", Bytes),
            ("counter", Number),
            ("made_at", Number),
            ("seen_at", Number),
        ],
    },
    Table {
        name: "signature",
        key: 1,
        columns: &[
            ("id", Text),
            ("tenant", Text),
            ("about", Text),
            ("subject", Text),
            ("account", Text),
            ("meaning", Text),
            ("made_at", Number),
            ("record", Bytes),
            ("sha256", Text),
        ],
    },
    Table {
        name: "checkpoint",
        key: 1,
        columns: &[("size", Number), ("root", Bytes), ("signed", Bytes), ("made_at", Number)],
    },
    Table {
        name: "preference",
        key: 1,
        columns: &[
            ("account", Text),
            ("tenant", Text),
            ("mail", Number),
            ("rhythm", Text),
            ("quiet", Text),
            ("zone_offset", Number),
            ("deputy", Text),
            ("lines", Text),
            ("changed_at", Number),
        ],
    },
    Table {
        name: "endpoint",
        key: 1,
        columns: &[
            ("id", Text),
            ("tenant", Text),
            ("name", Text),
            ("url", Text),
            ("secret", Bytes),
            ("urgent_only", Number),
            ("since_at", Number),
            ("ended_at", Number),
        ],
    },
    Table {
        name: "secret_address",
        key: 1,
        columns: &[
            ("hash", Text),
            ("id", Text),
            ("account", Text),
            ("name", Text),
            ("made_at", Number),
            ("withdrawn_at", Number),
            ("seen_at", Number),
        ],
    },
    Table {
        name: "news",
        key: 1,
        columns: &[("item", Number), ("tenant", Text), ("run_at", Number), ("holder", Text), ("turn", Number)],
    },
    Table {
        name: "notice",
        key: 2,
        columns: &[
            ("item", Number),
            ("account", Text),
            ("since_at", Number),
            ("urgent", Number),
            ("stage", Text),
            ("digest", Number),
            ("send_at", Number),
            ("message", Text),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::TABLES;
    use crate::backup::tables_there;
    use crate::sql::{all, col};
    use crate::{Settings, Store};
    use terms::Instant;

    #[test]
    fn a_backup_knows_every_table_and_column_that_the_migrations_make() {
        let folder = std::env::temp_dir().join(format!("tutela-tables-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::open(&Settings::new(folder.join("x.db").display().to_string(), Instant(0))).unwrap();
        let there = store.run(tables_there(&store.inner.read())).unwrap();
        let mut known: Vec<&str> = TABLES.iter().map(|table| table.name).chain(["migration"]).collect();
        known.sort_unstable();
        assert_eq!(there, known);
        for table in TABLES {
            let sql = format!("SELECT name, pk FROM pragma_table_info('{}') ORDER BY cid", table.name);
            let rows = store.run(async { Ok(all(&store.inner.read(), &sql, vec![]).await?) }).unwrap();
            let mut columns: Vec<String> = rows.iter().map(|row| col(row, 0).unwrap()).collect();
            let keys = rows.iter().filter(|row| col::<i64>(row, 1).unwrap() > 0).count();
            let mut known: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
            assert_eq!(
                (keys, &columns[..keys]),
                (table.key, &known[..keys].iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()[..])
            );
            columns.sort_unstable();
            known.sort_unstable();
            assert_eq!(columns, known, "{}", table.name);
        }
        drop(store);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
