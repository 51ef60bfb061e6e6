//! Folders with their latest checks, and which of them are asked for: what the database can tell is not read row by row.

use crate::checks::check_of;
use crate::fault::Fault;
use crate::library_read::revision_of;
use crate::sql::{all, col, values};
use activities::checks_port::{KeptCheck, Picked};
use activities::library_port::{Kept, KeptId, KeptKind, Page};
use sea_orm::{ConnectionTrait, QueryResult, Value};

/// What a line of the counts of a check ends with.
const NEW_LINE: &str = "\n";

/// Folders by name, each with its latest check without the answer.
pub(crate) async fn kept_with_checks<C: ConnectionTrait>(
    on: &C,
    (tenant, kind): (&str, KeptKind),
    which: Picked<'_>,
    page: Page<'_>,
) -> Result<Vec<(Kept, Option<KeptCheck>)>, Fault> {
    let mut values = values![tenant, kind.word(), page.after, i64::from(page.limit.max(1))];
    let that = condition(which, &mut values);
    let sql = format!(
        "SELECT l.revision, l.made_at, l.generation, l.verdict, l.counts, d.name, d.sequence, d.tree, d.made_by, d.made_at \
         FROM folder d LEFT JOIN latest_check l ON l.tenant = d.tenant AND l.kind = d.kind AND l.name = d.name \
         WHERE d.tenant = $1 AND d.kind = $2 AND d.name > $3{that} ORDER BY d.name LIMIT $4"
    );
    let both = |row: &QueryResult| {
        let id = KeptId { tenant: tenant.to_owned(), kind, name: col(row, 5)? };
        let checked: Option<i64> = col(row, 0)?;
        let check = checked.is_some().then(|| check_of(row)).transpose()?;
        Ok((Kept { id, revision: revision_of(row, 6)? }, check))
    };
    all(on, &sql, values).await?.iter().map(both).collect()
}

/// What is asked of a row beside its page; its values are added to those that are bound.
fn condition(which: Picked<'_>, values: &mut Vec<Value>) -> String {
    let mut bound = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    // Each line of the counts then has its end before it.
    let mut line =
        |text: String| format!("({} || l.counts) LIKE {} ESCAPE '!'", bound(NEW_LINE.into()), bound(text.into()));
    match which {
        Picked::All => String::new(),
        Picked::Named(words) => {
            let one = |word: &&str| {
                let text = format!("%{}%", plain(&word.to_lowercase()));
                format!(" AND LOWER(d.name) LIKE {} ESCAPE '!'", bound(text.into()))
            };
            words.iter().map(one).collect()
        }
        Picked::Counting(begin) => format!(" AND {}", line(format!("%\n{}%", plain(begin)))),
        Picked::Some(count) => {
            let (counted, none) = (line(format!("%\n{}=%", plain(count))), line(none_of(count)));
            format!(" AND l.revision = d.sequence AND {counted} AND NOT {none}")
        }
        Picked::NotNone { count, generation, between: (from, to) } => {
            let none = line(none_of(count));
            let (generation, from, to) = (bound(generation.into()), bound(from.0.into()), bound(to.0.into()));
            format!(
                " AND (l.revision IS NULL OR l.revision <> d.sequence OR l.generation <> {generation} \
                 OR l.made_at < {from} OR l.made_at >= {to} OR NOT {none})"
            )
        }
    }
}

fn none_of(count: &str) -> String {
    format!("%\n{}=0\n%", plain(count))
}

/// A text that stands for itself in a pattern.
fn plain(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}
