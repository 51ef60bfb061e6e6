//! Records what a person did at one unit, standing before it: which version it runs now, or why it cannot be brought to one.
//!
//! A version becomes the row of the unit in units.csv, with how and when it is known; a reason becomes a line of packages.jsonl, where
//! what a facility tells a maker is kept.

use crate::check_site::{Joined, OneUnit};
use crate::dossier_port::{DossierFault, FaultKind};
use crate::package::{PackageLog, said as words};
use crate::site_port::{LoadedSite, Sites};
use device::{Dated, Id, PackageFactKind};
use formats::dossier::v1;
use formats::units::{CannotAmend, Column, amend};
use site::{UnitState, VersionEvidence};
use terms::{Choice, Instant, Lang};

/// Longer words are none that a person types at a unit, in characters.
const LONGEST: usize = 500;

/// The list of units.
const UNITS: &str = "units.csv";

/// What a person did.
#[derive(Clone, Copy, Debug)]
pub enum Done<'d> {
    /// The unit runs this version, which is known like this.
    Runs {
        /// As labelled.
        version: &'d str,
        /// How it is known.
        evidence: &'d str,
    },
    /// It cannot be brought to this release.
    Cannot {
        /// The release.
        release: &'d str,
        /// Why.
        reason: &'d str,
    },
}

/// Why nothing was recorded.
#[derive(Debug)]
pub enum NotRecorded {
    /// Somebody changed the unit since it was shown.
    ChangedMeanwhile,
    /// The register has its id more than once.
    IdTwice,
    /// It is taken out of use.
    Retired,
    /// No version is named, or none that fits one line.
    NoVersion,
    /// It is not said how the version is known.
    NoEvidence,
    /// No reason is given, or one that is too long.
    NoReason,
    /// No single dossier is about it: nobody knows what it could be brought to.
    NoDossier,
    /// Its dossier has no such release; those that it has.
    NoSuchRelease(Vec<String>),
    /// It runs that release already.
    RunsIt,
    /// units.csv cannot be changed without losing what somebody wrote.
    Unsafe,
    /// The site cannot be read or written.
    Fault(DossierFault),
}

impl From<DossierFault> for NotRecorded {
    fn from(fault: DossierFault) -> NotRecorded {
        match fault.kind {
            FaultKind::Changed => NotRecorded::ChangedMeanwhile,
            _ => NotRecorded::Fault(fault),
        }
    }
}

/// Who says it, when, and what was shown to them.
#[derive(Clone, Debug)]
pub struct Said<'s> {
    /// The person of people.yaml, where one is known.
    pub by: Option<Id>,
    /// Now.
    pub now: Instant,
    /// [`OneUnit::held`] of what was shown.
    pub held: &'s str,
}

/// Records it, unless the unit is no longer as it was shown.
pub fn record_unit(
    (sites, log): (&dyn Sites, &dyn PackageLog),
    site: &LoadedSite,
    one: &OneUnit,
    done: Done<'_>,
    said: &Said<'_>,
) -> Result<(), NotRecorded> {
    if one.held != said.held {
        return Err(NotRecorded::ChangedMeanwhile);
    }
    if one.unit.state == UnitState::Retired {
        return Err(NotRecorded::Retired);
    }
    if site.units.iter().flatten().filter(|unit| unit.id == one.unit.id).count() > 1 {
        return Err(NotRecorded::IdTwice);
    }
    match done {
        Done::Runs { version, evidence } => runs(sites, site, one, (version, evidence), said.now),
        Done::Cannot { release, reason } => {
            log.record(&[cannot(one, (release, reason), said)?]).map_err(NotRecorded::from)
        }
    }
}

fn runs(
    sites: &dyn Sites,
    site: &LoadedSite,
    one: &OneUnit,
    (version, evidence): (&str, &str),
    now: Instant,
) -> Result<(), NotRecorded> {
    let version = one_line(version).filter(|text| text.chars().count() <= 100).ok_or(NotRecorded::NoVersion)?;
    // What a network saw nobody read at the unit.
    let evidence = VersionEvidence::from_name(evidence).filter(|how| *how != VersionEvidence::Observed);
    let evidence = evidence.ok_or(NotRecorded::NoEvidence)?;
    let bytes = sites.own_file(UNITS)?.ok_or(NotRecorded::Unsafe)?;
    let seen = now.day().to_string();
    let cells =
        [(Column::Version, version), (Column::VersionEvidence, evidence.name()), (Column::VersionSeen, seen.as_str())];
    let text = amend(&bytes, one.unit.id.as_str(), &cells).map_err(|why| match why {
        CannotAmend::Twice => NotRecorded::IdTwice,
        CannotAmend::NoSuchUnit | CannotAmend::Broken => NotRecorded::Unsafe,
    })?;
    Ok(sites.put_units(&site.hash, &text)?)
}

fn cannot(one: &OneUnit, (release, reason): (&str, &str), said: &Said<'_>) -> Result<v1::PackageFact, NotRecorded> {
    let reason = one_line(reason).filter(|text| text.chars().count() <= LONGEST).ok_or(NotRecorded::NoReason)?;
    let (model, runs) = match one.joined() {
        Joined::Release(model, runs) => (*model, Some(runs)),
        Joined::ReleaseUnknown(model) => (*model, None),
        Joined::Retired | Joined::NoDossier | Joined::SeveralDossiers(_) => return Err(NotRecorded::NoDossier),
    };
    let device = one.open.models[model].device.clone().ok_or(NotRecorded::NoDossier)?;
    let known = || one.dossier.iter().flat_map(|dossier| &dossier.releases).map(|release| &release.id);
    let wanted = known().find(|id| id.as_str() == release);
    let wanted = wanted.ok_or_else(|| NotRecorded::NoSuchRelease(known().map(ToString::to_string).collect()))?;
    if runs == Some(wanted) {
        return Err(NotRecorded::RunsIt);
    }
    Ok(v1::PackageFact {
        release: Some(wanted.clone()),
        unit: Some(one.unit.id.clone()),
        reason: Some(words(reason)),
        by: said.by.clone(),
        ..v1::PackageFact::new(PackageFactKind::CannotPatch, Dated::utc(said.now), device)
    })
}

/// A text of one line that says something.
fn one_line(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && !text.chars().any(char::is_control)).then_some(text)
}

impl NotRecorded {
    /// Why nothing was recorded, and what to do.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let (en, ja) = match self {
            NotRecorded::Fault(fault) => return fault.say(lang),
            NotRecorded::NoSuchRelease(known) => {
                let what = lang.pick("its dossier has no such release", "ドシエにそのリリースはありません");
                return [what.to_owned(), known.join(", ")];
            }
            NotRecorded::ChangedMeanwhile => (
                ["somebody changed this unit meanwhile; nothing was recorded", "look at it again, then record"],
                ["この機器は他の人が変更したため、記録していません", "表示を更新して確認し、もう一度記録してください"],
            ),
            NotRecorded::IdTwice => (
                [
                    "several rows of the register have this id; nothing was recorded",
                    "give each unit an id of its own in units.csv",
                ],
                ["台帳の複数の行がこの id のため、記録していません", "units.csv で機器ごとに別の id を付けてください"],
            ),
            NotRecorded::Retired => (
                [
                    "the unit is retired; nothing was recorded",
                    "if it is in use again, correct its state in units.csv first",
                ],
                [
                    "この機器は廃棄済みのため、記録していません",
                    "再び使用する場合は、先に units.csv の状態を訂正してください",
                ],
            ),
            NotRecorded::NoVersion => (
                [
                    "no version is named",
                    "choose a version, or type the one that the unit shows (100 characters, one line)",
                ],
                [
                    "バージョンの指定がありません",
                    "バージョンを選ぶか、機器の表示どおりに入力してください（1 行 100 文字まで）",
                ],
            ),
            NotRecorded::NoEvidence => (
                ["it is not said how the version is known", "read-from-device, service-record or reported-by-person"],
                [
                    "バージョンの根拠の指定がありません",
                    "read-from-device、service-record、reported-by-person のいずれかを指定してください",
                ],
            ),
            NotRecorded::NoReason => (
                ["no reason is given", "say in one line why it cannot be done (500 characters)"],
                ["理由の記載がありません", "できない理由を 1 行で記載してください（500 文字まで）"],
            ),
            NotRecorded::NoDossier => (
                [
                    "no single dossier is about this unit, so nobody knows what it could be brought to",
                    "ask the maker for the dossier",
                ],
                [
                    "この機器のドシエが 1 つに定まらず、更新先のリリースが分かりません",
                    "製造業者にドシエを求めてください",
                ],
            ),
            NotRecorded::RunsIt => (
                ["the unit runs that release already", "look at it again"],
                ["この機器はすでにそのリリースで動作しています", "表示を更新して確認してください"],
            ),
            NotRecorded::Unsafe => (
                [
                    "units.csv cannot be changed without losing what somebody wrote; nothing was recorded",
                    "the check of the site names what cannot be read in it: correct that first",
                ],
                [
                    "units.csv の記載を失わずに変更できないため、記録していません",
                    "施設の確認結果に示された、読み取れない箇所を先に訂正してください",
                ],
            ),
        };
        lang.pick(en, ja).map(str::to_owned)
    }
}
