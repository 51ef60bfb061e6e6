//! What a scan says of components, told with a small mirror in memory.

mod completeness;
mod configuration;
mod contradiction;
mod cve_list;
mod elsewhere;
pub(crate) mod held;
mod numbers;
mod origins;

use super::{Collector, Item as Found, Notes, Scan, ScanSettings, scan};
use held::{Held, NOW};
use sbom::{Component, Item, Kind};
use std::borrow::Cow;
use std::collections::BTreeSet;
use terms::{Instant, Lang, Priority};
use versions::{Bound, Interval, Scheme};
use vulnerability::{Advisory, Affected, AgeLimits, CoverageState, Exploited, Name, Rating, Scoring, State};

/// Says that a package of PyPI before 2.0 is affected.
fn before_2(id: &'static str, aliases: &[&'static str], package: &'static str) -> Advisory<'static> {
    let aliases = aliases.iter().map(|alias| Cow::Borrowed(*alias)).collect();
    Advisory { aliases, ..before(id, package, "2.0") }
}

/// Says that a package of PyPI before a version is affected.
fn before(id: &'static str, package: &'static str, version: &'static str) -> Advisory<'static> {
    let name = Name::Package { ecosystem: "PyPI".into(), release: "".into(), name: package.into() };
    let high = Some(Bound::new(Scheme::Pep440, version, false));
    let affected = Affected {
        name,
        scheme: Some(Scheme::Pep440),
        intervals: vec![Interval { low: None, high }],
        versions: Vec::new(),
        unread_ranges: 0,
        needs_other: false,
        denies: false,
        beside: Vec::new(),
    };
    Advisory { id: id.into(), affected: vec![affected], ..Advisory::default() }
}

fn in_state(id: &'static str, package: &'static str, state: State) -> Advisory<'static> {
    Advisory { state, ..before_2(id, &[], package) }
}

fn component(purl: &'static str) -> Component<'static> {
    let purls = if purl.is_empty() { Vec::new() } else { vec![purl.into()] };
    Component { name: "x".into(), kind: Kind::Library, purls, ..Component::default() }
}

fn settings() -> ScanSettings {
    ScanSettings {
        now: Instant::parse(NOW).unwrap(),
        limits: AgeLimits::default(),
        promised: BTreeSet::new(),
        fail_on: Priority::Undecided,
        unwatched_allowed: false,
        only: None,
    }
}

fn scanned(held: &Held, components: &[(Component<'static>, Notes)]) -> Scan<'static> {
    let mut collector = Collector::default();
    collector.document("sbom", b"");
    for (component, notes) in components {
        collector.take(Item::Component(component), &mut |_| notes.clone());
    }
    scan(held, collector.finish(), &settings()).unwrap()
}

fn of_purls(held: &Held, purls: &[&'static str]) -> Scan<'static> {
    let components: Vec<_> = purls.iter().map(|purl| (component(purl), Notes::default())).collect();
    scanned(held, &components)
}

/// PyPI complete and of yesterday, with these records.
fn pypi(records: Vec<Advisory<'static>>) -> Held {
    Held::default().fresh("OSV/PyPI", records)
}

fn state(held: &Held, component: Component<'static>, notes: Notes, wanted: CoverageState) {
    assert_eq!(scanned(held, &[(component, notes)]).states, [wanted]);
}

fn verdict(held: &Held, purls: &[&'static str], wanted: &str, status: u8) {
    let scan = of_purls(held, purls);
    assert_eq!((scan.verdict(None).name(), scan.status(None, Priority::Undecided)), (wanted, status));
}

/// The ids found, worst first.
fn ids(scan: &Scan<'_>) -> Vec<String> {
    let id = |(_, finding, _): (u32, u32, Priority)| {
        scan.vulnerabilities[scan.findings[finding as usize].vulnerability as usize].id.clone()
    };
    scan.each_finding().map(id).collect()
}

fn known() -> Held {
    pypi(vec![before_2("PYSEC-1", &["CVE-2024-0001"], "a")])
}

#[test]
fn a_version_in_an_affected_range_is_matched() {
    state(&known(), component("pkg:pypi/a@1.9"), Notes::default(), CoverageState::Matched);
}

#[test]
fn a_version_beyond_the_range_has_no_known_vulnerability() {
    state(&known(), component("pkg:pypi/a@2.0"), Notes::default(), CoverageState::NoKnownVulnerability);
}

#[test]
fn a_version_without_an_order_is_not_comparable() {
    state(&known(), component("pkg:pypi/a@second"), Notes::default(), CoverageState::VersionNotComparable);
}

#[test]
fn a_component_without_a_version_is_not_comparable() {
    state(&known(), component("pkg:pypi/a"), Notes::default(), CoverageState::VersionNotComparable);
}

#[test]
fn a_patched_component_is_not_comparable() {
    let notes = Notes { patched: true, ..Notes::default() };
    state(&known(), component("pkg:pypi/a@1.9"), notes, CoverageState::VersionNotComparable);
}

#[test]
fn a_pedigree_that_names_patches_makes_it_not_comparable() {
    let patched = Component { patched: true, ..component("pkg:pypi/a@1.9") };
    state(&known(), patched, Notes::default(), CoverageState::VersionNotComparable);
}

#[test]
fn a_component_that_is_only_a_name_is_not_resolvable() {
    state(&known(), component(""), Notes::default(), CoverageState::NotResolvable);
}

#[test]
fn an_ecosystem_that_no_source_carries_has_no_source() {
    state(&known(), component("pkg:npm/a@1"), Notes::default(), CoverageState::NoSource);
}

#[test]
fn a_name_never_seen_in_a_complete_part_has_no_known_vulnerability() {
    let scan = of_purls(&known(), &["pkg:pypi/b@1"]);
    assert_eq!(
        (scan.states.as_slice(), scan.name_seen.as_slice()),
        ([CoverageState::NoKnownVulnerability].as_slice(), [false].as_slice())
    );
}

#[test]
fn a_name_never_seen_in_a_partial_part_has_no_source() {
    let partial = Held::default().part("OSV/PyPI", false, Some(1), vec![before_2("PYSEC-1", &[], "a")]);
    state(&partial, component("pkg:pypi/b@1"), Notes::default(), CoverageState::NoSource);
}

#[test]
fn a_name_that_a_partial_part_gives_is_watched() {
    let partial = Held::default().part("OSV/PyPI", false, Some(1), vec![before_2("PYSEC-1", &[], "a")]);
    state(&partial, component("pkg:pypi/a@2.0"), Notes::default(), CoverageState::NoKnownVulnerability);
}

#[test]
fn a_declared_component_of_ones_own_is_own() {
    state(&known(), component(""), Notes { own: true, ..Notes::default() }, CoverageState::Own);
}

#[test]
fn a_declared_component_of_ones_own_that_a_record_matches_is_matched() {
    let notes = Notes { own: true, ..Notes::default() };
    state(&known(), component("pkg:pypi/a@1.9"), notes, CoverageState::Matched);
}

#[test]
fn a_component_without_a_name_is_called_by_its_package_url_or_its_place() {
    let nameless = |purl| Component { name: "".into(), version: "1.9".into(), offset: 7, ..component(purl) };
    let both = [(nameless(""), Notes::default()), (nameless("pkg:pypi/a@1.9"), Notes::default())];
    let scan = scanned(&known(), &both);
    let file = &scan.documents()[0].file;
    assert_eq!(scan.title(0), format!("{file}@7 1.9"));
    assert_eq!(scan.title(1), "pkg:pypi/a@1.9");
}

#[test]
fn a_file_is_not_software() {
    let file = Component { kind: Kind::File, ..component("") };
    state(&known(), file, Notes::default(), CoverageState::NotSoftware);
}

#[test]
fn own_and_what_is_not_software_are_not_counted() {
    let own = (component(""), Notes { own: true, ..Notes::default() });
    let file = (Component { kind: Kind::File, name: "y".into(), ..component("") }, Notes::default());
    let scan = scanned(&known(), &[own, file, (component("pkg:pypi/a@2.0"), Notes::default())]);
    assert_eq!((scan.coverage.total(), scan.coverage.countable(), scan.coverage.watched()), (3, 1, 1));
    assert_eq!(scan.verdict(None).name(), "nothing-blocking");
}

#[test]
fn ninety_nine_watched_and_one_not_is_no_answer() {
    let mut components = vec![(component("pkg:pypi/a@2.0"), Notes::default()); 99];
    components.push((component(""), Notes::default()));
    let scan = scanned(&known(), &components);
    assert_eq!((scan.verdict(None).name(), scan.status(None, Priority::Blocking)), ("no-answer", 3));
}

#[test]
fn a_component_watched_elsewhere_in_date_leaves_the_answer_sound() {
    let elsewhere = Notes { watched_elsewhere: true, ..Notes::default() };
    let scan = scanned(&known(), &[(component(""), elsewhere), (component("pkg:pypi/a@2.0"), Notes::default())]);
    assert_eq!((scan.verdict(None).name(), scan.status(None, Priority::Undecided)), ("nothing-blocking", 0));
}

#[test]
fn no_component_is_no_answer() {
    verdict(&known(), &[], "no-answer", 3);
}

#[test]
fn no_knowledge_is_no_answer() {
    verdict(&Held::default(), &["pkg:pypi/a@2.0"], "no-answer", 3);
}

#[test]
fn only_a_stale_source_is_no_answer() {
    verdict(&Held::default().part("OSV/PyPI", true, Some(8), Vec::new()), &["pkg:pypi/a@2.0"], "no-answer", 3);
}

#[test]
fn only_an_undated_source_is_no_answer() {
    verdict(&Held::default().part("OSV/PyPI", true, None, Vec::new()), &["pkg:pypi/a@2.0"], "no-answer", 3);
}

#[test]
fn a_stale_source_that_nothing_depends_on_takes_nothing_away() {
    let held = known().part("OSV/Go", true, Some(99), Vec::new());
    verdict(&held, &["pkg:pypi/a@2.0"], "nothing-blocking", 0);
}

#[test]
fn a_second_fresh_source_saves_the_answer() {
    let nvd = || {
        let mut record = before_2("CVE-2024-0009", &[], "");
        record.affected[0].name = Name::Cpe { part: 'a', vendor: "v".into(), product: "a".into(), rest: "".into() };
        record.affected[0].scheme = Some(Scheme::Generic);
        record.affected[0].intervals =
            vec![Interval { low: None, high: Some(Bound::new(Scheme::Generic, "1.0", false)) }];
        vec![record]
    };
    let both = Component { cpes: vec!["cpe:2.3:a:v:a:2.0:*:*:*:*:*:*:*".into()], ..component("pkg:pypi/a@2.0") };
    let stale = || Held::default().part("OSV/PyPI", true, Some(99), Vec::new());
    let told = |held: Held| scanned(&held, &[(both.clone(), Notes::default())]).verdict(None).name();
    assert_eq!(told(stale().fresh("NVD", nvd())), "nothing-blocking");
    assert_eq!(told(stale().part("NVD", true, Some(99), nvd())), "no-answer");
}

#[test]
fn a_go_package_inside_an_affected_module_is_told_and_not_guessed() {
    let about = |id, path: &'static str| {
        let mut record = before_2(id, &[], "");
        record.affected[0].name = Name::Package { ecosystem: "Go".into(), release: "".into(), name: path.into() };
        record.affected[0].scheme = Some(Scheme::Go);
        record.affected[0].intervals = vec![Interval { low: None, high: Some(Bound::new(Scheme::Go, "2.0.0", false)) }];
        record
    };
    fn told(held: &Held, purl: &'static str) -> (usize, Vec<u32>) {
        let scan = of_purls(held, &[purl]);
        (scan.findings.len(), scan.inside_modules)
    }
    let module = Held::default().fresh("OSV/Go", vec![about("GO-1", "github.com/a/b")]);
    assert_eq!(told(&module, "pkg:golang/github.com/a/b/c/d@v1.0.0"), (0, vec![0]));
    assert_eq!(told(&module, "pkg:golang/github.com/a/b/c/d@v2.0.0"), (0, vec![]));
    assert_eq!(told(&module, "pkg:golang/github.com/a/b@v1.0.0"), (1, vec![]));
    assert_eq!(told(&module, "pkg:golang/github.com/a/bc/d@v1.0.0"), (0, vec![]));
    let both =
        Held::default().fresh("OSV/Go", vec![about("GO-1", "github.com/a/b"), about("GO-2", "github.com/a/b/c")]);
    assert_eq!(told(&both, "pkg:golang/github.com/a/b/c@v2.0.0"), (0, vec![]));
}

#[test]
fn records_of_one_cve_are_one_finding_with_two_statements() {
    let held = pypi(vec![before_2("PYSEC-1", &["CVE-2024-0001"], "a"), before_2("GHSA-1", &["CVE-2024-0001"], "a")]);
    let scan = of_purls(&held, &["pkg:pypi/a@1"]);
    assert_eq!(ids(&scan), ["CVE-2024-0001"]);
    assert!(matches!(&scan.findings[0].item, Found::Affected(said) if said.len() == 2));
    assert_eq!(scan.vulnerabilities[0].aliases, ["GHSA-1", "PYSEC-1"]);
}

#[test]
fn a_record_with_several_cves_gives_one_finding_each() {
    let held = pypi(vec![before_2("PYSEC-1", &["CVE-2024-0001", "CVE-2024-0002"], "a")]);
    let scan = of_purls(&held, &["pkg:pypi/a@1"]);
    assert_eq!(ids(&scan), ["CVE-2024-0001", "CVE-2024-0002"]);
    assert_eq!(scan.vulnerabilities[0].aliases, ["PYSEC-1"], "another CVE is no other name of this one");
}

#[test]
fn related_records_are_shown_and_never_merged() {
    let related = Advisory { related: vec!["CVE-2024-0002".into()], ..before_2("PYSEC-1", &["CVE-2024-0001"], "a") };
    let held = pypi(vec![related, before_2("PYSEC-2", &["CVE-2024-0002"], "a")]);
    let scan = of_purls(&held, &["pkg:pypi/a@1"]);
    assert_eq!(ids(&scan), ["CVE-2024-0001", "CVE-2024-0002"]);
    assert_eq!(scan.vulnerabilities[0].related, ["CVE-2024-0002"]);
}

#[test]
fn withdrawn_rejected_and_disputed_records_leave_the_verdict_and_stay_listed() {
    for taken_back in [State::Withdrawn, State::Rejected, State::Disputed] {
        let scan = of_purls(&pypi(vec![in_state("CVE-2024-0001", "a", taken_back)]), &["pkg:pypi/a@1"]);
        assert_eq!(scan.verdict(None).name(), "nothing-blocking", "{taken_back:?}");
        assert_eq!(scan.status(None, Priority::Undecided), 0, "{taken_back:?}");
        assert_eq!(scan.states, [CoverageState::NoKnownVulnerability], "{taken_back:?}");
        assert_eq!(ids(&scan), ["CVE-2024-0001"], "{taken_back:?}");
    }
}

#[test]
fn one_published_record_outweighs_one_that_was_taken_back() {
    let held =
        pypi(vec![in_state("CVE-2024-0001", "a", State::Withdrawn), before_2("PYSEC-1", &["CVE-2024-0001"], "a")]);
    verdict(&held, &["pkg:pypi/a@1"], "undecided", 1);
}

fn scored(id: &'static str, tenths: u8) -> Advisory<'static> {
    let rating = Rating { scoring: Scoring::Cvss31, vector: "".into(), tenths: Some(tenths), scorer: "someone".into() };
    Advisory { ratings: vec![rating], ..before_2(id, &[], "a") }
}

#[test]
fn the_worst_come_first_known_exploited_then_active_then_score_then_epss() {
    let only = |id: &'static str| Advisory { id: id.into(), ..Advisory::default() };
    let kev = Advisory { exploited: Some(Exploited { listed: None, ransomware: false }), ..only("CVE-2024-0001") };
    let active = vulnerability::Ssvc { exploitation: "active".into(), ..vulnerability::Ssvc::default() };
    let held = pypi(vec![
        scored("CVE-2024-0005", 40),
        scored("CVE-2024-0004", 70),
        scored("CVE-2024-0003", 70),
        scored("CVE-2024-0002", 10),
        scored("CVE-2024-0001", 10),
    ])
    .fresh("KEV", vec![kev])
    .fresh("CVE", vec![Advisory { ssvc: Some(active), ..only("CVE-2024-0002") }])
    .fresh("EPSS", vec![Advisory { epss: Some((900_000, 1)), ..only("CVE-2024-0004") }]);
    let scan = of_purls(&held, &["pkg:pypi/a@1"]);
    assert_eq!(ids(&scan), ["CVE-2024-0001", "CVE-2024-0002", "CVE-2024-0004", "CVE-2024-0003", "CVE-2024-0005"]);
}

#[test]
fn a_decision_moves_a_finding_to_its_place() {
    let held = pypi(vec![scored("CVE-2024-0001", 99), scored("CVE-2024-0002", 10)]);
    let mut scan = of_purls(&held, &["pkg:pypi/a@1"]);
    let blocking =
        super::Decided { priority: Priority::Blocking, en: String::new(), ja: String::new(), reopened: false };
    scan.decided.insert((0, 1), blocking);
    assert_eq!(ids(&scan), ["CVE-2024-0002", "CVE-2024-0001"]);
    assert_eq!(scan.verdict(None).name(), "blocking");
}

#[test]
fn an_unknown_epss_is_null_and_never_nought() {
    let scan = of_purls(&known().fresh("EPSS", Vec::new()), &["pkg:pypi/a@1"]);
    let at = scan.each_finding().next().unwrap();
    let told = scan.finding_v1(at, &|_| 1, Lang::En);
    assert_eq!(told.vulnerability.unwrap().epss, None);
}

#[test]
fn a_finding_says_source_identifier_range_and_how_sure() {
    let scan = of_purls(&known(), &["pkg:pypi/a@1"]);
    let at = scan.each_finding().next().unwrap();
    let told = scan.finding(at.0, at.1, at.2, None).detail.say(Lang::En).what;
    for part in ["CVE-2024-0001", "OSV/PyPI", "PYSEC-1", "< 2.0", "pkg:pypi/a@1", "certain"] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn a_record_that_could_not_be_read_is_told_where_components_lean_on_its_part() {
    let codes = |held: Held| -> Vec<String> {
        let scan = of_purls(&held, &["pkg:pypi/b@1"]);
        scan.source_findings().iter().map(|finding| finding.detail.say(Lang::En).what).collect()
    };
    let told = "1 of the records of OSV/PyPI could not be read in full (first: all.zip!X-1.json).".to_owned();
    assert_eq!(codes(known().with_one_unread()), [told]);
    assert_eq!(codes(known().fresh("OSV/Go", Vec::new()).with_one_unread()), [""; 0]);
}

/// Whether a watched component, and beside it a document of relations alone, leave the answer sound.
fn sound_beside_relations(inside: bool) -> bool {
    let mut collector = Collector::default();
    collector.document("sbom", b"");
    collector.take(Item::Component(&component("pkg:pypi/p@2.1")), &mut |_| Notes::default());
    if inside {
        collector.member("archive!relations", b"");
    } else {
        collector.document("relations", b"");
    }
    let relation = sbom::Relation { from: "a".into(), to: "b".into(), kind: "other".into() };
    collector.take(Item::Relation(&relation), &mut |_| Notes::default());
    scan(&known(), collector.finish(), &settings()).unwrap().dependence.is_sound()
}

#[test]
fn a_document_of_relations_alone_is_a_gap_unless_it_stands_in_an_archive() {
    assert!(!sound_beside_relations(false));
    assert!(sound_beside_relations(true));
}

#[test]
fn whether_a_vulnerability_is_exploited_is_unknown_while_no_catalogue_is_held() {
    let exploited = |held: &Held| {
        let scan = of_purls(held, &["pkg:pypi/a@1.9"]);
        let at = scan.each_finding().next().unwrap();
        let known = scan.finding_v1(at, &|_| 1, Lang::En).vulnerability.unwrap().known_exploited;
        (known, scan.kev_held())
    };
    assert_eq!(exploited(&known()), (None, false));
    assert_eq!(exploited(&known().fresh("KEV", Vec::new())), (Some(false), true));
}
