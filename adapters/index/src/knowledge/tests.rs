use super::HeldKnowledge;
use crate::home::{Home, Keep};
use activities::mirror_port::{Mirror, Take};
use std::path::{Path, PathBuf};
use terms::Fingerprint;
use terms::Instant;
use versions::{Bound, Interval, Scheme};
use vulnerability::{Advisory, Affected, Asking, DatedBy, Knowledge, KnowledgeFault, Name, Part, Question, Statement};

/// A folder that is gone when the test ends.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tutela-index-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn home(folder: &Path) -> Home {
    Home::new(folder, Keep::default())
}

fn pypi() -> Part {
    Part::from_name("OSV/PyPI").unwrap()
}

fn name(name: &str) -> Name<'_> {
    Name::Package { ecosystem: "PyPI".into(), release: "".into(), name: name.into() }
}

pub(crate) fn affects<'a>(package: &'a str, fixed: &'a str) -> Affected<'a> {
    Affected {
        name: name(package),
        scheme: Some(Scheme::Generic),
        intervals: vec![Interval { low: None, high: Some(Bound { text: fixed.into(), key: None, inclusive: false }) }],
        versions: Vec::new(),
        unread_ranges: 0,
        needs_other: false,
        denies: false,
        beside: Vec::new(),
    }
}

pub(crate) fn take(replaces: bool) -> Take {
    Take {
        part: pypi(),
        replaces,
        complete: replaces,
        published_at: None,
        newest: None,
        origin: vulnerability::Origin::Import,
        dated_by: DatedBy::Nobody,
        score_date: None,
        rejected: 0,
        refused: Vec::new(),
        files: Vec::new(),
    }
}

/// Imports records `id: package < fixed`, and gives the hash of the new generation.
fn import(home: &Home, at: i64, replaces: bool, records: &[(&str, &str, &str)]) -> String {
    let mut draft = home.draft().unwrap();
    for (id, package, fixed) in records {
        let affected = affects(package, fixed);
        let record = Advisory { id: (*id).into(), aliases: vec![format!("CVE-{id}").into()], ..Advisory::default() };
        draft.add(&pypi(), &record, &[&affected]).unwrap();
    }
    draft.commit(vec![take(replaces)], Instant(at), "test").unwrap().0
}

/// Asks about names and notes what it hears: record, and the first version that is not affected.
pub(super) struct Asker {
    names: Vec<(Fingerprint, String, u32)>,
    pub(super) seen: Vec<bool>,
    pub(super) heard: Vec<(u32, String)>,
}

impl Asker {
    pub(super) fn new(packages: &[&str]) -> Asker {
        let spelt = |package: &&str| {
            let mut spelling = String::new();
            name(package).spell(&mut spelling);
            (Name::fingerprint(&spelling), spelling, 0)
        };
        let mut names: Vec<_> = packages.iter().map(spelt).collect();
        names.sort();
        Asker { seen: vec![false; names.len()], names, heard: Vec::new() }
    }

    pub(super) fn ask(&mut self, knowledge: &HeldKnowledge) -> Result<(), KnowledgeFault> {
        let question =
            |(name, _, asker): &(Fingerprint, String, u32)| Question { part: 0, name: *name, asker: *asker, nth: 0 };
        let questions: Vec<Question> = self.names.iter().map(question).collect();
        knowledge.about(&questions, self)
    }
}

impl Asking for Asker {
    fn is_about(&mut self, place: usize, spelling: &str) -> bool {
        self.seen[place] = self.names[place].1 == spelling;
        self.seen[place]
    }

    fn hear(&mut self, _: usize, statement: &Statement<'_>) -> Result<(), KnowledgeFault> {
        let fixed = statement.intervals[0].high.as_ref().unwrap().text.to_string();
        self.heard.push((statement.record, fixed));
        Ok(())
    }
}

/// What a generation says about a package: `id <fixed`.
fn asked(home: &Home, hash: &str, package: &str) -> Vec<String> {
    let knowledge = HeldKnowledge::open(home, hash).unwrap();
    let mut said = Vec::new();
    let mut asker = Asker::new(&[package]);
    asker.ask(&knowledge).unwrap();
    for (record, fixed) in asker.heard {
        knowledge.records(&[(0, record)], &mut |_, record| said.push(format!("{} <{fixed}", record.id))).unwrap();
    }
    said
}

#[test]
fn a_name_is_found_and_a_strange_one_is_not() {
    let folder = Folder::new("found");
    let home = home(&folder.0);
    let hash = import(&home, 1, true, &[("A", "pillow", "2"), ("B", "jinja2", "3"), ("C", "pillow", "4")]);
    assert_eq!(asked(&home, &hash, "pillow"), ["A <2", "C <4"]);
    assert_eq!(asked(&home, &hash, "flask"), [""; 0]);
}

#[test]
fn a_partial_import_is_laid_over_what_was_held() {
    let folder = Folder::new("partial");
    let home = home(&folder.0);
    import(&home, 1, true, &[("A", "pillow", "2"), ("B", "pillow", "3")]);
    let hash = import(&home, 2, false, &[("B", "pillow", "9"), ("D", "flask", "1")]);
    assert_eq!(asked(&home, &hash, "pillow"), ["A <2", "B <9"]);
    assert_eq!(asked(&home, &hash, "flask"), ["D <1"]);
}

#[test]
fn an_older_generation_still_answers_as_it_did() {
    let folder = Folder::new("older");
    let home = home(&folder.0);
    let old = import(&home, 1_000, true, &[("A", "pillow", "2")]);
    let new = import(&home, 5_000, true, &[("A", "pillow", "7")]);
    assert_eq!(asked(&home, &old, "pillow"), ["A <2"]);
    assert_eq!(home.in_force().unwrap(), Some(new));
    assert_eq!(home.in_force_at(Instant(4_000)).unwrap(), Some(old));
    assert_eq!(home.in_force_at(Instant(0)).unwrap(), None);
}

#[test]
fn ids_and_aliases_are_found_in_any_case() {
    let folder = Folder::new("ids");
    let home = home(&folder.0);
    let hash = import(&home, 1, true, &[("A", "pillow", "2")]);
    let knowledge = HeldKnowledge::open(&home, &hash).unwrap();
    let mut found = Vec::new();
    knowledge.by_ids(0, &["cve-a", "A", "CVE-Z"], &mut |place, record| found.push((place, record))).unwrap();
    found.sort_unstable();
    assert_eq!(found, [(0, 0), (1, 0)]);
}

#[test]
fn the_order_of_reading_leaves_no_trace() {
    let (one, two) = (Folder::new("order-one"), Folder::new("order-two"));
    let a = import(&home(&one.0), 1, true, &[("A", "pillow", "2"), ("B", "jinja2", "3")]);
    let b = import(&home(&two.0), 1, true, &[("B", "jinja2", "3"), ("A", "pillow", "2")]);
    assert_eq!(a, b);
}

#[test]
fn a_draft_that_is_dropped_changes_nothing() {
    let folder = Folder::new("dropped");
    let home = home(&folder.0);
    let hash = import(&home, 1, true, &[("A", "pillow", "2")]);
    let mut draft = home.draft().unwrap();
    draft.add(&pypi(), &Advisory { id: "B".into(), ..Advisory::default() }, &[]).unwrap();
    assert!(home.draft().is_err(), "two imports must not run at once");
    drop(draft);
    assert_eq!(home.in_force().unwrap(), Some(hash));
}

/// Flips one bit at every eleventh byte of the segment, one at a time; the answer must be right or a fault, never wrong.
#[test]
fn a_flipped_bit_is_a_fault_and_never_a_wrong_answer() {
    let folder = Folder::new("flipped");
    let home = home(&folder.0);
    let hash = import(&home, 1, true, &[("A", "pillow", "2"), ("B", "jinja2", "3")]);
    let segment = std::fs::read_dir(home.segments()).unwrap().next().unwrap().unwrap().path();
    let good = std::fs::read(&segment).unwrap();
    for at in (0..good.len()).step_by(11) {
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        std::fs::write(&segment, &bad).unwrap();
        let Ok(knowledge) = HeldKnowledge::open(&home, &hash) else { continue };
        assert_eq!(knowledge.verify().unwrap(), ["OSV/PyPI"]);
        let mut asker = Asker::new(&["pillow"]);
        let answer = asker.ask(&knowledge);
        let found = asker.heard.len();
        assert!(answer.is_err() || found == 1, "a flipped bit at {at} lost the record in silence");
    }
}

#[test]
fn a_segment_of_another_version_or_cut_short_is_refused() {
    let folder = Folder::new("version");
    let home = home(&folder.0);
    let hash = import(&home, 1, true, &[("A", "pillow", "2")]);
    let segment = std::fs::read_dir(home.segments()).unwrap().next().unwrap().unwrap().path();
    let good = std::fs::read(&segment).unwrap();
    let mut other = good.clone();
    let version = good.len() - crate::layout::PAGE + 8;
    other[version] = 99;
    for bad in
        [other, good[..good.len() - 1].to_vec(), good[..100].to_vec(), Vec::new(), good[..good.len() - 4096].to_vec()]
    {
        std::fs::write(&segment, &bad).unwrap();
        let fault = HeldKnowledge::open(&home, &hash).unwrap_err().to_string();
        assert!(fault.contains("import"), "{fault}");
    }
}

#[test]
fn many_records_of_one_name_and_many_names_are_all_found() {
    let folder = Folder::new("many");
    let home = home(&folder.0);
    let names: Vec<(String, String)> =
        (0..3000).map(|i| (format!("R{i:04}"), format!("package-{}", i % 1500))).collect();
    let records: Vec<(&str, &str, &str)> =
        names.iter().map(|(id, package)| (id.as_str(), package.as_str(), "1")).collect();
    let hash = import(&home, 1, true, &records);
    let knowledge = HeldKnowledge::open(&home, &hash).unwrap();
    let asked: Vec<&str> = names[..1500].iter().map(|(_, package)| package.as_str()).collect();
    let mut asker = Asker::new(&asked);
    asker.ask(&knowledge).unwrap();
    assert!(asker.seen.iter().all(|seen| *seen));
    assert_eq!(asker.heard.len(), 3000);
}
