//! What one vulnerability means for one release.

use super::Wanted;
use crate::by_name::NamedByAdvisory;
use crate::check_device::{Checked, Declared, OpenDevice, check_device};
use crate::dossier_port::LoadedRelease;
use crate::scan::speak::{sure, why};
use crate::scan::{Decided, Dependence, Item, Scan, ScanSettings};
use device::{Id, LevelOfSupport, ReleaseState};
use sbom::Component;
use terms::{Lang, Place, Priority, When};
use vulnerability::{Certainty, Coverage, Knowledge, KnowledgeFault, State, Vulnerability};

/// How a release stands to the vulnerability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A source calls a component of it affected.
    Touched,
    /// It may be: by name, by a version that cannot be compared, by a product that may stand beside.
    Possible,
    /// Nobody can tell: something is unwatched, unread, or rests on a source that is missing or too old.
    Unknown,
    /// Only records that were taken back or are disputed, or names that a person said are others.
    SetAside,
    /// Not found, and everything is watched.
    NotFound,
}

impl Outcome {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Touched => "touched",
            Outcome::Possible => "possible",
            Outcome::Unknown => "unknown",
            Outcome::SetAside => "set-aside",
            Outcome::NotFound => "not-found",
        }
    }
}

/// How a component was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowFound {
    /// By identifier and version.
    Certain,
    /// By identifier; a product beside it or another version is in question.
    Possible,
    /// A record speaks of it and cannot decide.
    NotComparable,
    /// By names alone.
    ByName,
    /// A record that was taken back or is disputed, or a name that a person said is another.
    SetAside,
}

impl HowFound {
    /// The one with this stable name.
    pub(super) fn from_name(name: &str) -> Option<HowFound> {
        use HowFound::{ByName, Certain, NotComparable, Possible, SetAside};
        [Certain, Possible, NotComparable, ByName, SetAside].into_iter().find(|how| how.name() == name)
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            HowFound::Certain => "certain",
            HowFound::Possible => "possible",
            HowFound::NotComparable => "not-comparable",
            HowFound::ByName => "by-name",
            HowFound::SetAside => "set-aside",
        }
    }
}

/// What support.yaml says about a component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SupportSaid {
    /// Level of support.
    pub level: Option<LevelOfSupport>,
    /// End of support.
    pub end: Option<When>,
    /// Whether that day has passed.
    pub is_past: bool,
}

/// A component, or the device by its name, that the vulnerability touches.
#[derive(Clone, Debug)]
pub struct Found {
    /// Name and version.
    pub component: String,
    /// Package URL as written, empty when none.
    pub purl: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// How it was found.
    pub how: HowFound,
    /// The source that says so; an advisory's id where it was found by name.
    pub source: String,
    /// The record's id there.
    pub record: String,
    /// The range that hit, empty when none did.
    pub range: String,
    /// Why, in words, English.
    pub en: String,
    /// Why, in words, Japanese.
    pub ja: String,
    /// Priority with the decision taken in.
    pub priority: Priority,
    /// What was decided.
    pub decided: Option<Decided>,
    /// What is said about its support; `None`: nothing.
    pub support: Option<SupportSaid>,
}

/// What the vulnerability means for a release.
#[derive(Debug)]
pub struct ReleaseHit {
    /// The release.
    pub id: Id,
    /// Its version as labelled, empty when release.yaml could not be read.
    pub label: String,
    /// Its state.
    pub state: Option<ReleaseState>,
    /// How it stands to the vulnerability.
    pub outcome: Outcome,
    /// Components touched, the surest first.
    pub found: Vec<Found>,
    /// What was looked at.
    pub coverage: Coverage,
    /// What the answer leans on and cannot.
    pub dependence: Dependence,
    /// The first components that nobody watches.
    pub unwatched: Vec<String>,
    /// Whether advisories that speak by names alone could be asked.
    pub names_asked: bool,
    /// Whether a record of it speaks of a component, whatever its version.
    pub spoken_of: bool,
    /// Installed units that run it, where the dossier stands in a site folder; `None`: no list of units was looked at.
    pub units: Option<usize>,
    /// It is unknown because no held record is known to name a product by identifier.
    pub unnamed: bool,
    /// It is told as a check of another mirror, another day or other files saw it.
    pub before: bool,
}

impl ReleaseHit {
    /// Whether what is told of it can be leant on. What was found before stays found; that nothing was found then does not.
    pub fn is_known(&self) -> bool {
        self.dependence.is_sound() && !self.unnamed && self.outcome != Outcome::Unknown
    }
}

/// As many unwatched components are named.
const NAMED: usize = 3;

pub(super) fn look(
    open: &OpenDevice,
    knowledge: &dyn Knowledge,
    wanted: &Wanted,
    settings: &ScanSettings,
) -> Result<ReleaseHit, KnowledgeFault> {
    let checked = check_device(open, knowledge, settings)?;
    let id = open.release.clone().expect("a release was named when the dossier was opened");
    let release = open.dossier.release(&id);
    let about = release.and_then(|release| release.release.as_ref());
    let is_wanted = |vulnerability: &Vulnerability| wanted.is(&vulnerability.id, &vulnerability.aliases);
    let of_components = components(open, &checked, &is_wanted, release, settings, true);
    let mut found: Vec<Found> = of_components.into_iter().map(|(_, found)| found).collect();
    found.extend(named(&checked, &|id| wanted.is(id, &[])).map(|(_, found)| found));
    found.sort_by_key(|found| (std::cmp::Reverse(found.priority), found.how as u8));
    let Checked { scan, .. } = checked;
    Ok(ReleaseHit {
        label: about.map(|about| about.label.clone()).unwrap_or_default(),
        state: about.map(|about| about.state),
        outcome: outcome(&found, scan.dependence.is_sound()),
        found,
        coverage: scan.coverage.clone(),
        unwatched: unwatched(&scan),
        dependence: scan.dependence.clone(),
        names_asked: names_asked(knowledge),
        spoken_of: scan.spoken_of,
        units: None,
        unnamed: false,
        before: false,
        id,
    })
}

/// Whether advisories that speak by names alone can be asked.
pub(super) fn names_asked(knowledge: &dyn Knowledge) -> bool {
    knowledge.parts().iter().any(|facts| facts.part.source == vulnerability::Source::Csaf)
}

pub(super) fn outcome(found: &[Found], is_sound: bool) -> Outcome {
    let any = |wanted: &[HowFound]| found.iter().any(|found| wanted.contains(&found.how));
    if any(&[HowFound::Certain]) {
        Outcome::Touched
    } else if any(&[HowFound::Possible, HowFound::NotComparable, HowFound::ByName]) {
        Outcome::Possible
    } else if !is_sound {
        Outcome::Unknown
    } else if any(&[HowFound::SetAside]) {
        Outcome::SetAside
    } else {
        Outcome::NotFound
    }
}

pub(super) fn unwatched(scan: &Scan<'_>) -> Vec<String> {
    let each = (0..scan.count())
        .filter(|component| !scan.states[*component as usize].is_watched() && !scan.is_watched_elsewhere(*component));
    each.take(NAMED).map(|component| scan.title(component)).collect()
}

/// Components that wanted vulnerabilities touch, each with the place of its vulnerability in the scan. `placed`: with the lines
/// they stand at, for which texts are counted through.
pub(super) fn components(
    open: &OpenDevice,
    checked: &Checked<'_>,
    wanted: &dyn Fn(&Vulnerability) -> bool,
    release: Option<&LoadedRelease>,
    settings: &ScanSettings,
    placed: bool,
) -> Vec<(u32, Found)> {
    let scan = &checked.scan;
    let is_wanted: Vec<bool> = scan.vulnerabilities.iter().map(wanted).collect();
    let mut declared = Declared::new(release.and_then(|release| release.support.as_ref()), settings.now.day());
    let mut found = Vec::new();
    for (component, place, priority) in scan.each_finding() {
        let finding = &scan.findings[place as usize];
        if !is_wanted[finding.vulnerability as usize] {
            continue;
        }
        let about = scan.component(component);
        let (how, source, record, range, why) = said(&finding.item);
        let spoken = scan.finding(component, place, priority, None);
        let words = |lang: Lang| match why {
            Some((en, ja)) => lang.pick(en, ja).to_owned(),
            None => spoken.detail.say(lang).what,
        };
        let line = || {
            let before = open.sboms.get(about.document).and_then(|sbom| sbom.text.get(..about.offset));
            before.map_or(1, |before| before.iter().filter(|byte| **byte == b'\n').count() as u32 + 1)
        };
        let one = Found {
            component: scan.title(component),
            purl: about.purl.to_owned(),
            place: placed.then(|| scan.place(component, line())),
            how,
            source,
            record,
            range,
            en: words(Lang::En),
            ja: words(Lang::Ja),
            priority,
            decided: scan.decided.get(&(component, place)).cloned(),
            support: support(scan, component, &mut declared, settings),
        };
        found.push((finding.vulnerability, one));
    }
    found
}

pub(super) type Why = Option<(&'static str, &'static str)>;

pub(super) fn said(item: &Item) -> (HowFound, String, String, String, Why) {
    match item {
        Item::Affected(matches) => {
            let said = matches.iter().find(|said| said.certainty == Certainty::Certain).or(matches.first());
            let said = said.expect("a finding of this kind has at least one statement");
            let how = match said.certainty {
                Certainty::Certain => HowFound::Certain,
                Certainty::Possible => HowFound::Possible,
            };
            (how, said.source.clone(), said.record.clone(), said.range.clone(), Some(sure(said.certainty)))
        }
        Item::NotComparable(records) => {
            let open = records.first().expect("a finding of this kind has at least one record");
            let why = why(open.why);
            (HowFound::NotComparable, open.source.clone(), open.record.clone(), String::new(), Some(why))
        }
        Item::SetAside(records) => {
            let open = records.first().expect("a finding of this kind has at least one record");
            let why = match open.state {
                State::Withdrawn => ("withdrawn by its source", "情報源により取り下げ済み"),
                State::Rejected => ("rejected", "却下済み"),
                State::Disputed => ("disputed", "係争中"),
                State::Published => ("published", "公開中"),
            };
            (HowFound::SetAside, open.source.clone(), open.record.clone(), String::new(), Some(why))
        }
    }
}

fn support(
    scan: &Scan<'_>,
    component: u32,
    declared: &mut Declared<'_>,
    settings: &ScanSettings,
) -> Option<SupportSaid> {
    let about = scan.component(component);
    let (purls, cpes): (Vec<&str>, Vec<&str>) = scan
        .identifiers(about.identity)
        .filter(|identifier| identifier.starts_with("pkg:") || identifier.starts_with("cpe:"))
        .partition(|identifier| identifier.starts_with("pkg:"));
    let stated = Component {
        name: about.name.into(),
        version: about.version.into(),
        purls: purls.into_iter().map(Into::into).collect(),
        cpes: cpes.into_iter().map(Into::into).collect(),
        ..Component::default()
    };
    let item = declared.item(&stated)?;
    Some(SupportSaid {
        level: item.level_of_support,
        end: item.end_of_support,
        is_past: item.end_of_support.and_then(|end| end.is_past(settings.now.day())) == Some(true),
    })
}

/// Advisories that speak of the device or of a component by names alone, about a wanted vulnerability.
pub(super) fn named<'c>(
    checked: &'c Checked<'_>,
    wanted: &'c dyn Fn(&str) -> bool,
) -> impl Iterator<Item = (&'c NamedByAdvisory, Found)> {
    let about = checked.by_name.iter().filter(|named| named.vulnerabilities.iter().any(|id| wanted(id)));
    about.map(|named| {
        let found = Found {
            component: named.ours.say(),
            purl: String::new(),
            place: named.finding.subject.place.clone(),
            how: if named.answered == Some(false) { HowFound::SetAside } else { HowFound::ByName },
            source: "CSAF".to_owned(),
            record: named.advisory.clone(),
            range: String::new(),
            en: named.finding.detail.say(Lang::En).what,
            ja: named.finding.detail.say(Lang::Ja).what,
            priority: named.finding.priority,
            decided: None,
            support: None,
        };
        (named, found)
    })
}
