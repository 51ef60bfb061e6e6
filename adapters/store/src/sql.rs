//! Statements that both databases understand: `$1` for values, many rows in one statement.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};

/// Values of a statement, in the order of `$1`, `$2`, ….
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}
pub(crate) use values;

/// Rows of one statement: few sizes, so that the database prepares few statements.
const ROWS: [usize; 4] = [128, 32, 8, 1];

/// What stands for "not ended" in columns of time and sequence.
pub(crate) const OPEN: i64 = i64::MAX;

fn statement<C: ConnectionTrait>(on: &C, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(on.get_database_backend(), sql, values)
}

/// Runs a statement and says how many rows it changed.
pub(crate) async fn run<C: ConnectionTrait>(on: &C, sql: &str, values: Vec<Value>) -> Result<u64, DbErr> {
    Ok(on.execute_raw(statement(on, sql, values)).await?.rows_affected())
}

/// The first row.
pub(crate) async fn one<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<QueryResult>, DbErr> {
    on.query_one_raw(statement(on, sql, values)).await
}

/// All rows.
pub(crate) async fn all<C: ConnectionTrait>(on: &C, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, DbErr> {
    on.query_all_raw(statement(on, sql, values)).await
}

/// Inserts rows of so many columns; `into` is `table (column, …)`, `end` such as `ON CONFLICT DO NOTHING`. How many were
/// inserted.
pub(crate) async fn insert<C: ConnectionTrait>(
    on: &C,
    into: &str,
    end: &str,
    columns: usize,
    rows: Vec<Vec<Value>>,
) -> Result<u64, DbErr> {
    let mut done = 0;
    for (sql, values) in inserts(on.get_database_backend(), into, end, columns, rows) {
        done += run(on, &sql, values).await?;
    }
    Ok(done)
}

/// The statements that insert rows.
fn inserts(
    backend: DbBackend,
    into: &str,
    end: &str,
    columns: usize,
    rows: Vec<Vec<Value>>,
) -> Vec<(String, Vec<Value>)> {
    let (mut all, mut left, mut rows) = (Vec::new(), rows.len(), rows.into_iter());
    for size in ROWS {
        while left >= size {
            left -= size;
            let values: Vec<Value> = rows.by_ref().take(size).flatten().collect();
            let places = match backend {
                // Numbered places are names to SQLite, and each is looked for among all of them when it is bound.
                DbBackend::Sqlite => unnumbered(size, columns),
                _ => places(size, columns),
            };
            all.push((format!("INSERT INTO {into} VALUES {places} {end}"), values));
        }
    }
    all
}

/// Statements whose answers nobody needs, so that they may be sent as one: while a transaction writes, each journey to the
/// database and back is time in which nobody else can. PostgreSQL prepares one statement at a time and gets them one by one.
pub(crate) struct Batch {
    backend: DbBackend,
    statements: Vec<(String, Vec<Value>)>,
}

impl Batch {
    /// An empty one.
    pub(crate) fn on<C: ConnectionTrait>(on: &C) -> Batch {
        Batch { backend: on.get_database_backend(), statements: Vec::new() }
    }

    /// Adds a statement, each of whose values stands in it once, in their order.
    pub(crate) fn add(&mut self, sql: &str, values: Vec<Value>) {
        self.statements.push((sql.to_owned(), values));
    }

    /// Adds what [`insert`] would run.
    pub(crate) fn insert(&mut self, into: &str, end: &str, columns: usize, rows: Vec<Vec<Value>>) {
        self.statements.extend(inserts(self.backend, into, end, columns, rows));
    }

    /// Runs them in their order.
    pub(crate) async fn run<C: ConnectionTrait>(self, on: &C) -> Result<(), DbErr> {
        if self.backend == DbBackend::Sqlite {
            let sql: Vec<String> = self.statements.iter().map(|(sql, _)| nameless(sql)).collect();
            let values = self.statements.into_iter().flat_map(|(_, values)| values).collect();
            return if sql.is_empty() { Ok(()) } else { run(on, &sql.join(";\n"), values).await.map(drop) };
        }
        for (sql, values) in self.statements {
            run(on, &sql, values).await?;
        }
        Ok(())
    }
}

/// `$1`, `$2`, … as `?`: in several statements at once each takes the next value.
fn nameless(sql: &str) -> String {
    let mut parts = sql.split('$');
    let mut all = parts.next().unwrap_or_default().to_owned();
    for (place, part) in (1_usize..).zip(parts) {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        debug_assert_eq!(part[..part.len() - rest.len()].parse(), Ok(place), "{sql}");
        all.push('?');
        all.push_str(rest);
    }
    all
}

/// `(?,?),(?,?)` for so many rows and columns.
fn unnumbered(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    vec![row; rows].join(",")
}

/// `($1,$2),($3,$4)` for so many rows and columns.
fn places(rows: usize, columns: usize) -> String {
    let mut places = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        places.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            if column > 0 {
                places.push(',');
            }
            places.push('$');
            places.push_str(&(row * columns + column + 1).to_string());
        }
        places.push(')');
    }
    places
}

/// `$3,$4,$5`: places of a list of values, the first being `from`.
pub(crate) fn list(from: usize, count: usize) -> String {
    (from..from + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(",")
}

/// Asks for rows whose column is one of many values, in pieces. `sql` holds `{in}` where the list stands; the values of
/// `first` come before it.
pub(crate) async fn all_of<C: ConnectionTrait>(
    on: &C,
    sql: &str,
    first: Vec<Value>,
    wanted: &[Value],
) -> Result<Vec<QueryResult>, DbErr> {
    let mut found = Vec::new();
    for piece in wanted.chunks(256) {
        // A list is filled up with its last value, so that lists of many lengths share a statement.
        let size = [1, 8, 64, 256].into_iter().find(|size| *size >= piece.len()).unwrap_or(256);
        let Some(last) = piece.last() else { continue };
        let mut values = first.clone();
        values.extend(piece.iter().cloned().chain(std::iter::repeat_n(last.clone(), size - piece.len())));
        found.extend(all(on, &sql.replace("{in}", &list(first.len() + 1, size)), values).await?);
    }
    Ok(found)
}

/// A column of a row by its place, from 0.
pub(crate) fn col<T: sea_orm::TryGetable>(row: &QueryResult, place: usize) -> Result<T, DbErr> {
    row.try_get_by_index(place)
}

#[cfg(test)]
mod tests {
    use super::{list, nameless, places, unnumbered};

    #[test]
    fn places_are_counted_through() {
        assert_eq!((places(2, 2).as_str(), list(3, 2).as_str()), ("($1,$2),($3,$4)", "$3,$4"));
        assert_eq!(unnumbered(2, 3), "(?,?,?),(?,?,?)");
        assert_eq!(nameless("SET a = $1 WHERE b IN ($2,$3)"), "SET a = ? WHERE b IN (?,?)");
    }
}
