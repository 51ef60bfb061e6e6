//! What one vulnerability means for dossiers in memory.

use super::{DeviceHit, HowFound, Outcome, ReleaseStanding, Resolved, Standing, Tally, Wanted, hit_device, resolve};
use crate::check_device::{check_device, open_device};
use crate::dossier_port::{Changes, DossierFault, Dossiers, FoundSbom, LoadedDossier, LoadedRelease};
use crate::scan::tests::held::{Held, NOW};
use crate::scan::{ScanSettings, Verdict};
use device::{Id, SbomFile};
use formats::dossier::{IntoCore, read_one, v1};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Instant, Priority};
use versions::{Bound, Interval, Scheme};
use vulnerability::{Advisory, Affected, AgeLimits, Name};

const CVE: &str = "CVE-2026-1000";

/// Says that a package of PyPI before 2.0 is affected.
fn before_2(id: &'static str, aliases: &[&'static str], package: &'static str) -> Advisory<'static> {
    let name = Name::Package { ecosystem: "PyPI".into(), release: "".into(), name: package.into() };
    let high = Some(Bound::new(Scheme::Pep440, "2.0", false));
    let affected =
        Affected { intervals: vec![Interval { low: None, high }], ..Affected::of(name, Some(Scheme::Pep440)) };
    let aliases = aliases.iter().map(|alias| Cow::Borrowed(*alias)).collect();
    Advisory { id: id.into(), aliases, affected: vec![affected], ..Advisory::default() }
}

/// A dossier whose releases hold one SBOM each.
struct Memory(Vec<(&'static str, String)>);

fn sbom(purls: &[&str]) -> String {
    let component = |purl: &&str| {
        format!(r#"{{"type":"library","name":"x","version":"","purl":"{purl}"}}"#).replace(r#""version":"","#, "")
    };
    let components: Vec<String> = purls.iter().map(component).collect();
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{}]}}"#, components.join(",\n"))
}

impl Dossiers for Memory {
    fn load(&self) -> Result<LoadedDossier, DossierFault> {
        let release = |(id, text): &(&'static str, String)| {
            let yaml =
                format!("id: {id}\nlabel: {id}\nstate: released\nsboms: [{{ file: a.json, role: controller }}]\n");
            let about = read_one::<v1::Release>("release.yaml", yaml.as_bytes()).value.map(IntoCore::into_core);
            let listed: Vec<SbomFile> = about.iter().flat_map(|about: &device::Release| about.sboms.clone()).collect();
            LoadedRelease {
                id: Id::try_from(*id).unwrap(),
                sboms: listed
                    .into_iter()
                    .map(|listed| FoundSbom { listed, name: format!("releases/{id}/a.json"), bytes: text.len() as u64 })
                    .collect(),
                release: about,
                support: None,
                decisions: Vec::new(),
                name_answers: Vec::new(),
                loose_approvals: Vec::new(),
            }
        };
        Ok(LoadedDossier {
            releases: self.0.iter().map(release).collect(),
            texts: BTreeMap::new(),
            ..LoadedDossier::default()
        })
    }

    fn sbom(&self, release: &Id, _file: &str) -> Result<Vec<u8>, DossierFault> {
        let (_, text) = self.0.iter().find(|(id, _)| release.to_string() == *id).unwrap();
        Ok(text.clone().into_bytes())
    }

    fn commit(&self, _expected: Option<&str>, _changes: &Changes) -> Result<(), DossierFault> {
        unreachable!("asking changes nothing")
    }
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

fn held() -> Held {
    Held::default().fresh(
        "OSV/PyPI",
        vec![
            before_2("PYSEC-1", &[CVE, "GHSA-aaaa-bbbb-cccc"], "hit"),
            before_2("PYSEC-2", &["CVE-2026-2000"], "other"),
            before_2("PYSEC-3", &["CVE-2026-3000", "CVE-2026-3001"], "two"),
        ],
    )
}

fn one(held: &Held, asked: &str) -> Wanted {
    match resolve(held, asked).unwrap() {
        Resolved::One(wanted) => *wanted,
        other => panic!("{asked}: {other:?}"),
    }
}

fn looked(held: &Held, asked: &str, purls: &[&str]) -> DeviceHit {
    let dossier = Memory(vec![("1.0", sbom(purls))]);
    hit_device(&dossier, None, held, &one(held, asked), &settings()).unwrap()
}

fn expect(purls: &[&str], outcome: Outcome, verdict: Verdict) {
    let held = held();
    let mut device = looked(&held, CVE, purls);
    let tally = Tally::of(&mut [&mut device], &one(&held, CVE));
    assert_eq!((device.releases[0].outcome, tally.verdict()), (outcome, verdict), "{purls:?}");
}

#[test]
fn a_release_with_the_component_is_touched() {
    expect(&["pkg:pypi/hit@1.0", "pkg:pypi/other@1.0"], Outcome::Touched, Verdict::Undecided);
}

#[test]
fn only_the_vulnerability_that_was_asked_for_is_told() {
    let device = looked(&held(), CVE, &["pkg:pypi/other@1.0", "pkg:pypi/hit@1.0"]);
    let found: Vec<_> = device.releases[0].found.iter().map(|found| (found.how, found.record.as_str())).collect();
    assert_eq!(found, [(HowFound::Certain, "PYSEC-1")]);
    assert_eq!(device.releases[0].found[0].place.as_ref().unwrap().line, 2);
}

#[test]
fn a_fixed_version_is_not_found_and_everything_is_watched() {
    expect(&["pkg:pypi/hit@2.0"], Outcome::NotFound, Verdict::NothingBlocking);
}

#[test]
fn a_release_with_something_unwatched_is_unknown_and_never_untouched() {
    expect(&["pkg:pypi/hit@2.0", "pkg:npm/blind@1.0"], Outcome::Unknown, Verdict::NoAnswer);
}

#[test]
fn what_is_found_stays_found_where_something_is_unwatched() {
    expect(&["pkg:pypi/hit@1.0", "pkg:npm/blind@1.0"], Outcome::Touched, Verdict::Undecided);
}

#[test]
fn a_version_that_cannot_be_compared_may_be_touched() {
    expect(&["pkg:pypi/hit"], Outcome::Possible, Verdict::Undecided);
}

#[test]
fn what_is_watched_is_the_same_as_without_the_question() {
    let device = looked(&held(), CVE, &["pkg:pypi/other@1.0", "pkg:pypi/hit@2.0", "pkg:pypi/other"]);
    // `other` without a version cannot be compared, though another vulnerability was asked for.
    let coverage = &device.releases[0].coverage;
    assert_eq!((coverage.watched(), coverage.countable()), (2, 3));
}

#[test]
fn every_id_of_a_vulnerability_stands_for_it_in_any_case() {
    let held = held();
    for asked in [CVE, "cve-2026-1000", "PYSEC-1", "pysec-1", "ghsa-AAAA-bbbb-cccc", " CVE-2026-1000 "] {
        let wanted = one(&held, asked);
        assert_eq!(wanted.vulnerability.id, CVE, "{asked}");
        assert!(wanted.names_products);
    }
}

#[test]
fn a_record_of_several_stands_for_none_of_them() {
    let Resolved::Several(ids) = resolve(&held(), "PYSEC-3").unwrap() else { panic!("one or none") };
    assert_eq!(ids, ["CVE-2026-3000", "CVE-2026-3001"]);
    assert_eq!(one(&held(), "CVE-2026-3000").vulnerability.aliases, ["PYSEC-3"]);
}

#[test]
fn an_id_that_nobody_knows_is_no_answer() {
    for asked in ["CVE-2099-0001", "GHSA-none", "", "CVE"] {
        assert!(matches!(resolve(&held(), asked).unwrap(), Resolved::Unknown), "{asked}");
    }
}

#[test]
fn silence_of_a_record_that_may_name_nothing_proves_nothing() {
    let silent = Advisory { id: CVE.into(), ..Advisory::default() };
    let held = Held::default().fresh("OSV/PyPI", Vec::new()).fresh("NVD", vec![silent]);
    let mut device = looked(&held, CVE, &["pkg:pypi/hit@1.0"]);
    let wanted = one(&held, CVE);
    assert_eq!(device.releases[0].outcome, Outcome::NotFound);
    let tally = Tally::of(&mut [&mut device], &wanted);
    assert_eq!((device.releases[0].outcome, device.releases[0].unnamed), (Outcome::Unknown, true));
    assert_eq!(tally.verdict(), Verdict::NoAnswer);
}

#[test]
fn a_dossier_without_a_release_is_no_answer() {
    let held = held();
    let mut device = hit_device(&Memory(Vec::new()), None, &held, &one(&held, CVE), &settings()).unwrap();
    let tally = Tally::of(&mut [&mut device], &one(&held, CVE));
    assert_eq!(tally.verdict(), Verdict::NoAnswer);
}

#[test]
fn every_release_is_looked_at() {
    let held = held();
    let dossier = Memory(vec![("1.0", sbom(&["pkg:pypi/hit@1.0"])), ("2.0", sbom(&["pkg:pypi/hit@2.0"]))]);
    let device = hit_device(&dossier, None, &held, &one(&held, CVE), &settings()).unwrap();
    let outcomes: Vec<_> = device.releases.iter().map(|release| release.outcome).collect();
    assert_eq!(outcomes, [Outcome::Touched, Outcome::NotFound]);
}

/// What a check of the newest release learns, kept and read again.
fn standing(held: &Held, dossier: &Memory) -> Standing {
    let open = open_device(dossier, None, None).unwrap();
    let checked = check_device(&open, held, &settings()).unwrap();
    let first = ReleaseStanding::of(&open, &checked, held, &settings());
    let standing = Standing::of(dossier, open, first, held, &settings()).unwrap();
    Standing::of_json(&standing.to_json()).unwrap()
}

/// All that is told of each release but places and support.
fn told(device: &DeviceHit) -> Vec<String> {
    let release = |release: &super::ReleaseHit| {
        let found: Vec<_> = release
            .found
            .iter()
            .map(|f| (&f.component, f.how, &f.record, &f.range, &f.en, &f.ja, f.priority))
            .collect();
        let watched = (release.coverage.countable(), release.coverage.watched(), &release.unwatched);
        let leans = release.leans_on(terms::Lang::En);
        format!("{} {:?} {found:?} {watched:?} {leans:?} {:?}", release.id, release.outcome, release.dependence)
    };
    device.releases.iter().map(release).collect()
}

#[test]
fn what_a_check_learned_tells_of_every_release_what_a_look_tells() {
    let held = held();
    let texts = [
        sbom(&["pkg:pypi/hit@1.0", "pkg:pypi/two@1.0"]),
        sbom(&["pkg:pypi/hit@2.0", "pkg:npm/blind@1.0"]),
        sbom(&["pkg:pypi/hit@2.0"]),
    ];
    let [a, b, c] = texts;
    let dossier = Memory(vec![("1.0", a), ("2.0", b), ("3.0", c)]);
    let standing = standing(&held, &dossier);
    for asked in [CVE, "CVE-2026-2000", "CVE-2026-3001", "GHSA-aaaa-bbbb-cccc"] {
        let wanted = one(&held, asked);
        let looked = hit_device(&dossier, None, &held, &wanted, &settings()).unwrap();
        assert_eq!(told(&standing.hit(&wanted, true)), told(&looked), "{asked}");
    }
    assert_eq!(standing.counts(), [2, 1, 5, 4]);
    let ids = standing.vulnerabilities();
    assert!([CVE, "CVE-2026-3001"].iter().all(|id| ids.contains(*id)) && !ids.contains("CVE-2026-2000"), "{ids:?}");
}

#[test]
fn what_was_not_found_before_is_unknown_now_and_what_was_found_is_told_with_its_day() {
    let held = held();
    let dossier = Memory(vec![("1.0", sbom(&["pkg:pypi/hit@1.0"])), ("2.0", sbom(&["pkg:pypi/hit@2.0"]))]);
    let device = standing(&held, &dossier).hit(&one(&held, CVE), false);
    let outcomes: Vec<_> = device.releases.iter().map(|release| release.outcome).collect();
    assert_eq!(outcomes, [Outcome::Touched, Outcome::Unknown]);
    assert!(device.releases.iter().all(|release| !release.leans_on(terms::Lang::Ja).is_empty()));
}
