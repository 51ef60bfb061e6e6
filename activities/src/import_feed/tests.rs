use super::{ImportFault, ImportWishes, Imported, NotCompleted, import_feed};
use crate::feed_port::{FeedFault, FeedSink, Feeds, ReceivedFile};
use crate::mirror_port::{Draft, Mirror, Take};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use terms::Instant;
use vulnerability::{Advisory, Affected, DatedBy, Name, Part, PartFacts, Signature, Source};

fn at(day: &str) -> Instant {
    Instant::parse(day).unwrap()
}

fn part(name: &str) -> Part {
    Part::from_name(name).unwrap()
}

/// Ids of records by part.
type Ids = BTreeMap<Part, BTreeSet<String>>;

/// A mirror in memory: the ids held by part, and the facts of each part.
#[derive(Default)]
struct Shelf {
    held: RefCell<(Vec<PartFacts>, Ids)>,
}

struct Sheet<'s> {
    shelf: &'s Shelf,
    held: Vec<PartFacts>,
    added: Ids,
}

impl Mirror for Shelf {
    fn draft(&self) -> Result<Box<dyn Draft + '_>, FeedFault> {
        Ok(Box::new(Sheet { shelf: self, held: self.held.borrow().0.clone(), added: BTreeMap::new() }))
    }
}

impl Draft for Sheet<'_> {
    fn held(&self) -> &[PartFacts] {
        &self.held
    }

    fn add(&mut self, part: &Part, record: &Advisory<'_>, _affected: &[&Affected<'_>]) -> Result<bool, FeedFault> {
        Ok(self.added.entry(part.clone()).or_default().insert(record.id.clone().into_owned()))
    }

    fn reset(&mut self, part: &Part) {
        self.added.remove(part);
    }

    fn count(&self, part: &Part) -> u64 {
        self.added.get(part).map_or(0, |ids| ids.len() as u64)
    }

    fn commit(
        mut self: Box<Self>,
        takes: Vec<Take>,
        now: Instant,
        _: &str,
    ) -> Result<(String, Vec<PartFacts>), FeedFault> {
        let mut held = self.shelf.held.borrow_mut();
        for take in takes {
            let mut ids = self.added.remove(&take.part).unwrap_or_default();
            if !take.replaces {
                ids.extend(held.1.remove(&take.part).unwrap_or_default());
            }
            held.0.retain(|facts| facts.part != take.part);
            held.0.push(PartFacts {
                complete: take.complete,
                records: ids.len() as u64,
                rejected: take.rejected,
                published_at: take.published_at,
                taken_on: now,
                score_date: take.score_date,
                hash: String::new(),
                refused: take.refused,
                dated_by: take.dated_by,
                signature: Signature::of_all(take.files.iter().map(|file| file.signature)),
                origin: take.origin,
                unnamed: 0,
                part: take.part.clone(),
            });
            held.1.insert(take.part, ids);
        }
        Ok(("generation".to_owned(), held.0.clone()))
    }
}

/// One feed file.
#[derive(Clone)]
struct Sheaf {
    source: Source,
    /// The date that the file states of itself.
    stated: Option<&'static str>,
    /// The part that it says it holds all of.
    complete: Option<&'static str>,
    /// Whether it does not break off.
    whole: bool,
    /// The signature beside it.
    signature: Signature,
    /// Id, ecosystems named, date.
    records: Vec<(&'static str, &'static [&'static str], &'static str)>,
}

impl Feeds for Vec<Sheaf> {
    fn read(&self, _: &[PathBuf], sink: &mut dyn FeedSink) -> Result<(), FeedFault> {
        for (number, file) in self.iter().enumerate() {
            let name = format!("file {number}");
            sink.file(&name, file.source);
            if let Some(day) = file.stated {
                sink.stated(file.source, at(day));
            }
            for (id, ecosystems, day) in &file.records {
                let record = Advisory {
                    id: (*id).into(),
                    modified: Some(at(day)),
                    affected: ecosystems.iter().map(|ecosystem| affected(ecosystem)).collect(),
                    ..Advisory::default()
                };
                sink.record(file.source, &record)?;
            }
            if let Some(complete) = file.complete {
                sink.complete(part(complete));
            }
            sink.received(ReceivedFile {
                name,
                sha256: String::new(),
                bytes: 1,
                whole: file.whole,
                signature: file.signature,
            });
        }
        Ok(())
    }
}

fn affected(ecosystem: &'static str) -> Affected<'static> {
    let name = Name::Package { ecosystem: ecosystem.into(), release: "".into(), name: "a".into() };
    Affected::of(name, None)
}

/// PyPI's own archive.
fn archive(records: &[(&'static str, &'static [&'static str], &'static str)]) -> Sheaf {
    Sheaf {
        source: Source::Osv,
        stated: None,
        complete: Some("OSV/PyPI"),
        whole: true,
        signature: Signature::None,
        records: records.to_vec(),
    }
}

/// A file with some records of PyPI.
fn some(id: &'static str, day: &'static str) -> Sheaf {
    Sheaf { complete: None, ..archive(&[(id, &["PyPI"], day)]) }
}

fn kev(day: &'static str, ids: &[&'static str]) -> Sheaf {
    let records = ids.iter().map(|id| (*id, [].as_slice(), day)).collect();
    Sheaf { source: Source::Kev, stated: Some(day), complete: None, whole: true, signature: Signature::None, records }
}

fn published(day: &str) -> ImportWishes {
    ImportWishes { published: Some(at(day)), ..ImportWishes::default() }
}

fn import(shelf: &Shelf, files: Vec<Sheaf>, wishes: &ImportWishes) -> Result<Imported, ImportFault> {
    import_feed(&files, shelf, &[], wishes, at("2026-11-23"), "tutela", &mut |_| {})
}

fn taken(shelf: &Shelf, files: Vec<Sheaf>, wishes: &ImportWishes) {
    import(shelf, files, wishes).unwrap();
}

/// Records, complete, date and who dates it, of a part that is held.
fn told(shelf: &Shelf, name: &str) -> String {
    let held = shelf.held.borrow();
    let Some(facts) = held.0.iter().find(|facts| facts.part == part(name)) else { return "not held".to_owned() };
    let day = facts.published_at.map_or("?".to_owned(), |at| at.day().to_string());
    let complete = if facts.complete { "complete" } else { "partial" };
    format!("{} {complete} {day} {}", facts.records, facts.dated_by.name())
}

fn expect(shelf: &Shelf, name: &str, wanted: &str) {
    assert_eq!(told(shelf, name), wanted, "{name}");
}

const TWO: &[(&str, &[&str], &str)] = &[("P-1", &["PyPI"], "2026-10-01"), ("P-2", &["PyPI"], "2026-10-02")];

#[test]
fn an_archive_of_the_source_is_complete_and_dated_by_its_newest_record() {
    let shelf = Shelf::default();
    taken(&shelf, vec![archive(TWO)], &ImportWishes::default());
    expect(&shelf, "OSV/PyPI", "2 complete 2026-10-02 newest-record");
}

#[test]
fn some_records_are_a_partial_part() {
    let shelf = Shelf::default();
    taken(&shelf, vec![some("P-1", "2026-10-01")], &ImportWishes::default());
    expect(&shelf, "OSV/PyPI", "1 partial 2026-10-01 newest-record");
}

#[test]
fn a_person_may_say_that_a_part_is_complete() {
    let shelf = Shelf::default();
    let wishes = ImportWishes { complete: vec![part("OSV/PyPI")], ..ImportWishes::default() };
    taken(&shelf, vec![some("P-1", "2026-10-01")], &wishes);
    expect(&shelf, "OSV/PyPI", "1 complete 2026-10-01 newest-record");
}

#[test]
fn a_part_that_was_named_complete_and_is_not_is_told() {
    let wishes = |name: &str| ImportWishes { complete: vec![part(name)], ..ImportWishes::default() };
    let told =
        |files: Vec<Sheaf>, wishes: &ImportWishes| import(&Shelf::default(), files, wishes).unwrap().not_completed;
    assert_eq!(told(vec![some("P-1", "2026-10-01")], &wishes("OSV/PyPI")), []);
    let other = NotCompleted { part: part("NVD"), broken: None };
    assert_eq!(told(vec![some("P-1", "2026-10-01")], &wishes("NVD")), [other]);
    let cut = Sheaf { whole: false, ..some("P-1", "2026-10-01") };
    let cut = told(vec![cut], &wishes("OSV/PyPI"));
    assert!(cut.len() == 1 && cut[0].broken.as_ref().is_some_and(|files| files.len() == 1), "{cut:?}");
}

#[test]
fn a_partial_import_never_makes_a_complete_part_younger() {
    let shelf = Shelf::default();
    taken(&shelf, vec![archive(TWO)], &ImportWishes::default());
    taken(&shelf, vec![some("P-3", "2026-11-20")], &ImportWishes::default());
    expect(&shelf, "OSV/PyPI", "3 complete 2026-10-02 newest-record");
}

#[test]
fn not_even_when_a_person_dates_it() {
    let shelf = Shelf::default();
    taken(&shelf, vec![archive(TWO)], &ImportWishes::default());
    taken(&shelf, vec![some("P-3", "2026-11-20")], &published("2026-11-22"));
    expect(&shelf, "OSV/PyPI", "3 complete 2026-10-02 newest-record");
}

#[test]
fn a_record_that_also_names_npm_does_not_date_npm() {
    let shelf = Shelf::default();
    taken(&shelf, vec![archive(&[("P-1", &["PyPI", "npm"], "2026-10-01")])], &published("2026-11-22"));
    expect(&shelf, "OSV/PyPI", "1 complete 2026-11-22 person");
    expect(&shelf, "OSV/npm", "1 partial 2026-10-01 newest-record");
}

#[test]
fn of_two_catalogues_the_later_one_counts_whichever_comes_first() {
    let (old, new) = (kev("2026-10-01", &["CVE-1"]), kev("2026-11-01", &["CVE-1", "CVE-2"]));
    for files in [vec![old.clone(), new.clone()], vec![new, old]] {
        let shelf = Shelf::default();
        taken(&shelf, files, &ImportWishes::default());
        expect(&shelf, "KEV", "2 complete 2026-11-01 source");
    }
}

#[test]
fn the_own_date_of_a_source_outranks_what_a_person_says() {
    let shelf = Shelf::default();
    taken(&shelf, vec![kev("2026-10-01", &["CVE-1"])], &published("2026-11-22"));
    expect(&shelf, "KEV", "1 complete 2026-10-01 source");
}

#[test]
fn what_a_person_says_outranks_the_newest_record() {
    let shelf = Shelf::default();
    taken(&shelf, vec![archive(TWO)], &published("2026-11-22"));
    expect(&shelf, "OSV/PyPI", "2 complete 2026-11-22 person");
}

#[test]
fn a_torn_file_completes_nothing_whoever_says_so() {
    let shelf = Shelf::default();
    let wishes = ImportWishes { complete: vec![part("OSV/PyPI")], ..ImportWishes::default() };
    taken(&shelf, vec![Sheaf { whole: false, ..archive(TWO) }], &wishes);
    expect(&shelf, "OSV/PyPI", "2 partial 2026-10-02 newest-record");
}

#[test]
fn a_torn_file_replaces_nothing_that_is_held() {
    let shelf = Shelf::default();
    taken(&shelf, vec![archive(TWO)], &ImportWishes::default());
    taken(
        &shelf,
        vec![Sheaf { whole: false, ..archive(&[("P-3", &["PyPI"], "2026-11-20")]) }],
        &ImportWishes::default(),
    );
    expect(&shelf, "OSV/PyPI", "3 complete 2026-10-02 newest-record");
}

#[test]
fn dates_before_1999_and_to_come_date_nothing() {
    for day in ["0001-01-01", "1998-12-31", "2027-01-01"] {
        let shelf = Shelf::default();
        taken(&shelf, vec![some("P-1", day)], &ImportWishes::default());
        expect(&shelf, "OSV/PyPI", "1 partial ? nobody");
    }
}

#[test]
fn an_import_that_shrinks_a_part_is_refused_and_changes_nothing() {
    let shelf = Shelf::default();
    taken(&shelf, vec![archive(TWO)], &ImportWishes::default());
    let fewer = vec![archive(&[("P-1", &["PyPI"], "2026-11-20")])];
    assert!(matches!(import(&shelf, fewer, &ImportWishes::default()), Err(ImportFault::Shrinks { .. })));
    expect(&shelf, "OSV/PyPI", "2 complete 2026-10-02 newest-record");
}

#[test]
fn an_import_that_goes_back_in_time_is_refused() {
    let shelf = Shelf::default();
    taken(&shelf, vec![kev("2026-11-01", &["CVE-1"])], &ImportWishes::default());
    let older = vec![kev("2026-10-01", &["CVE-1", "CVE-2"])];
    assert!(matches!(import(&shelf, older, &ImportWishes::default()), Err(ImportFault::Shrinks { .. })));
}

#[test]
fn a_confirmed_shrink_is_taken() {
    let shelf = Shelf::default();
    taken(&shelf, vec![archive(TWO)], &ImportWishes::default());
    let confirmed = ImportWishes { confirm: true, ..ImportWishes::default() };
    taken(&shelf, vec![archive(&[("P-1", &["PyPI"], "2026-11-20")])], &confirmed);
    expect(&shelf, "OSV/PyPI", "1 complete 2026-11-20 newest-record");
}

#[test]
fn a_dry_run_tells_what_would_be_and_changes_nothing() {
    let shelf = Shelf::default();
    let dry = ImportWishes { dry_run: true, ..ImportWishes::default() };
    let imported = import(&shelf, vec![archive(TWO)], &dry).unwrap();
    assert_eq!((imported.parts[0].now.records, imported.parts[0].now.dated_by), (2, DatedBy::NewestRecord));
    expect(&shelf, "OSV/PyPI", "not held");
}

#[test]
fn files_without_a_record_are_no_import() {
    let empty = Sheaf { records: Vec::new(), ..some("P-1", "2026-10-01") };
    assert!(matches!(
        import(&Shelf::default(), vec![empty], &ImportWishes::default()),
        Err(ImportFault::Nothing { .. })
    ));
}

fn signed(signature: Signature) -> Sheaf {
    Sheaf { signature, ..archive(TWO) }
}

#[test]
fn a_signature_that_does_not_fit_is_refused_and_changes_nothing() {
    let shelf = Shelf::default();
    let refused = import(&shelf, vec![signed(Signature::Bad)], &ImportWishes::default());
    assert!(matches!(refused, Err(ImportFault::BadSignature { files }) if files == ["file 0"]));
    expect(&shelf, "OSV/PyPI", "not held");
}

#[test]
fn a_confirmed_bad_signature_is_taken_and_stays_marked() {
    let shelf = Shelf::default();
    let confirmed = ImportWishes { confirm: true, ..ImportWishes::default() };
    taken(&shelf, vec![signed(Signature::Valid), signed(Signature::Bad)], &confirmed);
    assert_eq!(shelf.held.borrow().0[0].signature, Signature::Bad);
}

#[test]
fn a_part_is_signed_only_when_all_its_files_are() {
    let shelf = Shelf::default();
    taken(&shelf, vec![signed(Signature::Valid), signed(Signature::None)], &ImportWishes::default());
    assert_eq!(shelf.held.borrow().0[0].signature, Signature::None);
}
