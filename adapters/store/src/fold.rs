//! Which bills bear a name: new bills stand whole, and are folded by name in groups.
//!
//! A row for each component of each bill would touch a page of the index for each of them. A new bill is one row instead;
//! when enough stand there, one transaction turns them into one segment, which is written in the order of its key. A
//! question reads the bills that are not folded yet and one place in each segment: what it costs follows the hits.

use crate::bills::{pop, push, unpack_components};
use crate::database::{Inner, Store};
use crate::fault::Fault;
use crate::sql::{all, all_of, col, insert, one, run, values};
use activities::store_fault::StoreFault;
use sea_orm::{ConnectionTrait, DatabaseConnection, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

/// So many new bills are folded together; at most twice as many.
const GROUP: u64 = 256;

/// So many rows of a segment are written in one transaction.
const TURN: usize = 2_048;

/// So many new bills are held in memory at most, 16 KiB each for 900 components; more, which a great upload leaves for a while, are
/// read by each question.
const HELD: usize = 1_024;

/// New bills as this process has read them: they never change, so each is read once.
#[derive(Default)]
pub(crate) struct NewBills(Mutex<(Mark, Arc<ByNumber>)>);

type ByNumber = BTreeMap<i64, Arc<NewBill>>;

/// Tells one set of new bills from another: their count, and sums over two parts of their numbers, which are hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mark(i64, i64, i64);

/// A new bill: fingerprints of its names in order, and the versions beside them as one text, each with its end.
struct NewBill {
    names: Box<[u64]>,
    versions: Box<str>,
    ends: Box<[u32]>,
}

impl NewBill {
    fn read(packed: &[u8]) -> NewBill {
        let (mut rest, mut names, mut versions, mut ends) = (packed, Vec::new(), String::new(), Vec::new());
        while let Some((name, version)) = pop(&mut rest) {
            names.push(name);
            versions.push_str(version);
            // What is packed is shorter than an SBOM may be, which is less than 4 GiB.
            ends.push(u32::try_from(versions.len()).unwrap_or(u32::MAX));
        }
        NewBill { names: names.into(), versions: versions.into(), ends: ends.into() }
    }

    /// The versions of a name.
    fn of(&self, name: u64) -> impl Iterator<Item = &str> {
        let from = self.names.partition_point(|other| *other < name);
        let to = from + self.names[from..].partition_point(|other| *other == name);
        let end = |place: usize| self.ends.get(place).map_or(0, |end| *end as usize);
        (from..to).map(move |place| {
            let begin = place.checked_sub(1).map_or(0, end);
            self.versions.get(begin..end(place)).unwrap_or_default()
        })
    }
}

/// A bill that bears one of the names asked for: the name's place among those asked, the bill, the version.
pub(crate) type Hit = (u64, i64, String);

/// Counts what is not folded yet.
pub(crate) async fn count(inner: &Inner) -> Result<(), Fault> {
    let row = one(&inner.read(), "SELECT COUNT(*) FROM fresh", vec![]).await?;
    let count: i64 = row.map(|row| col(&row, 0)).transpose()?.unwrap_or_default();
    inner.fresh.store(count.unsigned_abs(), Ordering::Relaxed);
    Ok(())
}

/// Folds in the background when it is time. Nothing depends on when it happens or whether it works.
pub(crate) fn soon(store: &Store, new: u64) {
    let inner = &store.inner;
    let fresh = inner.fresh.fetch_add(new, Ordering::Relaxed) + new;
    if fresh < GROUP || inner.folding.swap(true, Ordering::AcqRel) {
        return;
    }
    store.later(async move |inner: Arc<Inner>| {
        // A great upload is faster than this: it goes on until it has come after.
        while inner.fresh.load(Ordering::Relaxed) >= GROUP {
            let folded = fold(&inner).await.unwrap_or_default();
            if folded < GROUP {
                // What another process folded is not there to be folded: count again.
                let _ = count(&inner).await;
                break;
            }
            let less = |fresh: u64| Some(fresh.saturating_sub(folded));
            let _ = inner.fresh.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        }
        inner.folding.store(false, Ordering::Release);
    });
}

/// Folds what was left, by this process before it ended or by another.
pub(crate) fn tidy(store: &Store) -> Result<(), StoreFault> {
    store.run(async { count(&store.inner).await })?;
    soon(store, 0);
    Ok(())
}

/// Turns new bills into one segment. How many.
///
/// The rows of a segment are written in small transactions, so that nobody waits long, and count only when the last of them adds
/// the segment and takes the bills away. What a killed process leaves of a segment, or two that fold the same bills write
/// both, is met twice by a question and told once.
pub(crate) async fn fold(inner: &Inner) -> Result<u64, Fault> {
    let sql = format!("SELECT bill, names, components FROM fresh ORDER BY bill LIMIT {}", GROUP * 2);
    let rows = all(&inner.read(), &sql, vec![]).await?;
    let (mut entries, mut components): (BTreeMap<i64, Vec<u8>>, Components) = Default::default();
    let mut folded = Vec::new();
    for row in rows {
        let (bill, names, packed): (i64, Vec<u8>, Vec<u8>) = (col(&row, 0)?, col(&row, 1)?, col(&row, 2)?);
        folded.push(Value::from(bill));
        components.extend(unpack_components(&packed).unwrap_or_default());
        let mut rest = names.as_slice();
        while let Some((name, version)) = pop(&mut rest) {
            push(entries.entry(name.cast_signed()).or_default(), bill.cast_unsigned(), version);
        }
    }
    let Some(segment) = folded.last().cloned() else { return Ok(0) };
    let rows = entries.into_iter().map(|(name, entries)| vec![segment.clone(), name.into(), entries.into()]).collect();
    let end = "ON CONFLICT (segment, name) DO UPDATE SET entries = excluded.entries";
    in_turns(inner, "posting (segment, name, entries)", end, rows).await?;
    let rows = components.iter().map(|(name, version)| values![name.as_str(), version.as_str()]).collect();
    in_turns(inner, "component (name, version)", "ON CONFLICT DO NOTHING", rows).await?;
    inner.change(async |on| end_fold(on, &segment, &folded).await).await?;
    inner.known.learn(components.iter().map(|(name, version)| (name.as_str(), version.as_str())));
    Ok(folded.len() as u64)
}

/// The components that bills may have brought, in the order of their key.
type Components = BTreeSet<(String, String)>;

/// Inserts rows in small transactions, between which others have their turn.
async fn in_turns(inner: &Inner, into: &str, end: &str, mut rows: Vec<Vec<Value>>) -> Result<(), Fault> {
    while !rows.is_empty() {
        let turn = rows.split_off(rows.len().saturating_sub(TURN));
        let columns = turn.first().map_or(0, Vec::len);
        inner.change(async |on| Ok(insert(on, into, end, columns, turn.clone()).await.map(drop)?)).await?;
    }
    Ok(())
}

async fn end_fold<C: ConnectionTrait>(on: &C, segment: &Value, folded: &[Value]) -> Result<(), Fault> {
    all_of(on, "DELETE FROM fresh WHERE bill IN ({in}) RETURNING bill", vec![], folded).await?;
    let sql = "INSERT INTO segment (id, bills) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    run(on, sql, vec![segment.clone(), (folded.len() as i64).into()]).await?;
    Ok(())
}

/// Every bill that bears one of these names (fingerprints of their spelling).
pub(crate) async fn bills(inner: &Inner, on: &DatabaseConnection, names: &[u64]) -> Result<Vec<Hit>, Fault> {
    let mut hits = Vec::new();
    // New ones first: one that is folded meanwhile is then met twice, not missed.
    let mut meet = |bill: i64, new: &NewBill| {
        for name in names {
            hits.extend(new.of(*name).map(|version| (*name, bill, version.to_owned())));
        }
    };
    let (held, others) = new_bills(inner, on).await?;
    held.iter().for_each(|(bill, new)| meet(*bill, new));
    for some in others.chunks(HELD / 4) {
        each_of(on, some, &mut |bill, new| meet(bill, &new)).await?;
    }
    let wanted: Vec<Value> = names.iter().map(|name| Value::from(name.cast_signed())).collect();
    let sql = "SELECT p.name, p.entries FROM segment s CROSS JOIN posting p \
               WHERE p.segment = s.id AND p.name IN ({in})";
    for row in all_of(on, sql, vec![], &wanted).await? {
        let (name, entries): (i64, Vec<u8>) = (col(&row, 0)?, col(&row, 1)?);
        let mut rest = entries.as_slice();
        while let Some((bill, version)) = pop(&mut rest) {
            hits.push((name.cast_unsigned(), bill.cast_signed(), version.to_owned()));
        }
    }
    hits.sort_unstable();
    hits.dedup();
    Ok(hits)
}

/// Reads these bills as far as they are not folded.
async fn each_of(on: &DatabaseConnection, bills: &[Value], take: &mut impl FnMut(i64, NewBill)) -> Result<(), Fault> {
    for row in all_of(on, "SELECT bill, names FROM fresh WHERE bill IN ({in})", vec![], bills).await? {
        let (bill, packed): (i64, Vec<u8>) = (col(&row, 0)?, col(&row, 1)?);
        take(bill, NewBill::read(&packed));
    }
    Ok(())
}

/// The bills that are not folded yet: those that are held, of which this process reads what it has not met, and the numbers of the
/// others.
async fn new_bills(inner: &Inner, on: &DatabaseConnection) -> Result<(Arc<ByNumber>, Vec<Value>), Fault> {
    let mark = mark(on).await?;
    let held = {
        let held = inner.new_bills.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 == mark {
            return Ok((Arc::clone(&held.1), Vec::new()));
        }
        Arc::clone(&held.1)
    };
    let rows = all(on, "SELECT bill FROM fresh", vec![]).await?;
    let there: BTreeSet<i64> = rows.iter().map(|row| col(row, 0)).collect::<Result<_, _>>()?;
    let known = held.iter().filter(|(bill, _)| there.contains(bill));
    let mut now: ByNumber = known.map(|(bill, new)| (*bill, Arc::clone(new))).collect();
    let mut missing: Vec<Value> =
        there.iter().filter(|bill| !now.contains_key(bill)).map(|bill| (*bill).into()).collect();
    let others = missing.split_off(missing.len().min(HELD.saturating_sub(now.len())));
    let mut hold = |bill, new: NewBill| drop(now.insert(bill, Arc::new(new)));
    each_of(on, &missing, &mut hold).await?;
    // Some may have been folded since; then they stand in a segment, which is asked next. What is held has its own mark, so
    // that a set that came while it was read is read again.
    let now = Arc::new(now);
    *inner.new_bills.0.lock().unwrap_or_else(PoisonError::into_inner) = (Mark::of(now.keys()), Arc::clone(&now));
    Ok((now, others))
}

/// The mark of those that are there now. The sums cannot overflow: there are few bills, and each part has 32 bits.
async fn mark(on: &DatabaseConnection) -> Result<Mark, Fault> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(bill / 4294967296), 0) AS BIGINT), \
               CAST(COALESCE(SUM(bill % 4294967296), 0) AS BIGINT) FROM fresh";
    let Some(row) = one(on, sql, vec![]).await? else { return Ok(Mark::default()) };
    Ok(Mark(col(&row, 0)?, col(&row, 1)?, col(&row, 2)?))
}

impl Mark {
    fn of<'b>(bills: impl Iterator<Item = &'b i64>) -> Mark {
        bills.fold(Mark::default(), |Mark(count, high, low), bill| {
            Mark(count + 1, high + bill / 4_294_967_296, low + bill % 4_294_967_296)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::NewBill;
    use crate::bills::push;

    #[test]
    fn every_version_of_a_name_is_found_in_a_new_bill() {
        let mut packed = Vec::new();
        [(1, "a"), (3, "b"), (3, "c"), (9, "d")]
            .into_iter()
            .for_each(|(name, version)| push(&mut packed, name, version));
        let bill = NewBill::read(&packed);
        let of = |name| bill.of(name).collect::<Vec<_>>();
        assert_eq!((of(3), of(9), of(0), of(10)), (vec!["b", "c"], vec!["d"], vec![], vec![]));
    }
}
