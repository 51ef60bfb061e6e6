//! What of a dossier goes to customers: what they need to run the device safely; the maker's inner papers stay, and that they
//! stay is said.

use crate::dossier_port::LoadedDossier;
use device::{Id, ReleaseState};
use formats::dossier::v1;
use formats::package::words;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Place, Text};

/// What the maker wants to show beyond or below the usual.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// Releases; none named: all that customers may run (released, withdrawn, retired).
    pub releases: Vec<Id>,
    /// Files or folders to show although they usually stay.
    pub show: Vec<String>,
    /// Files or folders to leave out although they usually go.
    pub leave_out: Vec<String>,
}

/// What goes and what stays.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    /// Releases that go.
    pub(super) releases: Vec<Id>,
    /// Files that go.
    pub(super) files: Vec<String>,
    /// What stays, with the reason.
    pub(super) withheld: Vec<v1::Withheld>,
}

/// A wish that cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// No such release.
    NoSuchRelease(Id),
    /// No release is left to show.
    NoRelease,
    /// Nothing of that name is in the dossier.
    NoSuchFile(String),
    /// Without it the package says nothing.
    Essential(String),
    /// Asked to be shown and to be left out.
    Both(String),
}

/// Why something stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Inner,
    Weaknesses,
    Records,
    OtherRelease,
    Wished,
    NoPart,
}

impl Why {
    fn say(self) -> Text {
        match self {
            Why::Inner => words("the maker's inner papers", "製造業者の内部文書"),
            Why::Weaknesses => words("it tells where the device is weak", "機器の弱点を示すため"),
            Why::Records => words("the maker's own records", "製造業者自身の記録"),
            Why::OtherRelease => {
                words("a release that is not part of this package", "このパッケージの対象外のリリース")
            }
            Why::Wished => words("left out by the maker's choice", "製造業者の判断により除外"),
            Why::NoPart => words("no part of a dossier", "ドシエの一部ではないもの"),
        }
    }
}

/// Top files that go.
const SHOWN: [&str; 5] = ["device.yaml", "family.yaml", "people.yaml", "plan.yaml", "network.yaml"];

/// Chooses.
pub(super) fn choose(dossier: &LoadedDossier, names: &[String], wish: &Wish) -> Result<Chosen, Unfit> {
    let releases = releases(dossier, wish)?;
    for asked in wish.show.iter().chain(&wish.leave_out) {
        if !names.iter().any(|name| is_in(name, asked)) {
            return Err(Unfit::NoSuchFile(asked.clone()));
        }
    }
    if let Some(both) = wish.show.iter().find(|show| wish.leave_out.contains(show)) {
        return Err(Unfit::Both(both.clone()));
    }
    let listed = listed(dossier);
    let mut chosen = Chosen { releases, ..Chosen::default() };
    let mut kept: BTreeMap<(Option<String>, Why), u32> = BTreeMap::new();
    for name in names {
        let usual = usual(name, &chosen.releases, &listed);
        // The longer of two wishes is the closer one.
        let closest = |asked: &[String]| asked.iter().filter(|asked| is_in(name, asked)).map(String::len).max();
        let why = match (closest(&wish.show), closest(&wish.leave_out)) {
            (show, Some(leave)) if show.is_none_or(|show| leave > show) => Some(Why::Wished),
            (Some(_), _) => None,
            (None, _) => usual,
        };
        match why {
            None => chosen.files.push(name.clone()),
            Some(_) if is_essential(name, &chosen.releases) => return Err(Unfit::Essential(name.clone())),
            Some(why) => *kept.entry((group(name, why), why)).or_default() += 1,
        }
    }
    chosen.withheld = kept
        .into_iter()
        .map(|((path, why), count)| v1::Withheld { place: Place::default(), path, count, why: why.say() })
        .collect();
    Ok(chosen)
}

fn releases(dossier: &LoadedDossier, wish: &Wish) -> Result<Vec<Id>, Unfit> {
    if let Some(unknown) = wish.releases.iter().find(|id| dossier.release(id).is_none()) {
        return Err(Unfit::NoSuchRelease(unknown.clone()));
    }
    let runs = |state: ReleaseState| match state {
        ReleaseState::Released | ReleaseState::Withdrawn | ReleaseState::Retired => true,
        ReleaseState::Development | ReleaseState::Candidate => false,
    };
    let all = dossier.releases.iter().filter(|release| match wish.releases.is_empty() {
        true => release.release.as_ref().is_some_and(|about| runs(about.state)),
        false => wish.releases.contains(&release.id),
    });
    let chosen: Vec<Id> = all.map(|release| release.id.clone()).collect();
    if chosen.is_empty() { Err(Unfit::NoRelease) } else { Ok(chosen) }
}

fn listed(dossier: &LoadedDossier) -> BTreeSet<&str> {
    dossier.releases.iter().flat_map(|release| &release.sboms).map(|sbom| sbom.name.as_str()).collect()
}

/// Whether a name is the asked one or lies below it.
fn is_in(name: &str, asked: &str) -> bool {
    let asked = asked.trim_end_matches('/');
    name.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Why a file usually stays; `None`: it goes.
fn usual(name: &str, releases: &[Id], listed: &BTreeSet<&str>) -> Option<Why> {
    if SHOWN.contains(&name) || name.starts_with("advisories/") {
        return None;
    }
    if let Some((release, file)) = name.strip_prefix("releases/").and_then(|rest| rest.split_once('/')) {
        return match releases.iter().any(|id| id.as_str() == release) {
            false => Some(Why::OtherRelease),
            true if listed.contains(name) => None,
            true if ["release.yaml", "support.yaml", "decisions.yaml"].contains(&file) => None,
            true => Some(Why::NoPart),
        };
    }
    let top = name.split('/').next().unwrap_or(name);
    Some(match top {
        "threat-model.yaml" | "safety-risk.yaml" | "cloud" => Why::Weaknesses,
        "controls.yaml" | "conformity.yaml" | "evidence.yaml" | "evidence" => Why::Inner,
        "register.jsonl" | "packages.jsonl" | "status" => Why::Records,
        _ => Why::NoPart,
    })
}

fn is_essential(name: &str, releases: &[Id]) -> bool {
    name == "device.yaml" || releases.iter().any(|id| name == format!("releases/{id}/release.yaml"))
}

/// What is named together: a folder of papers, a release. Files of no part are counted alone: a name may tell too much.
fn group(name: &str, why: Why) -> Option<String> {
    let top = || name.split('/').next().unwrap_or(name).to_owned();
    match why {
        Why::NoPart => None,
        Why::OtherRelease => Some(name.split('/').take(2).collect::<Vec<_>>().join("/")),
        Why::Wished => Some(name.to_owned()),
        Why::Inner | Why::Weaknesses | Why::Records => Some(top()),
    }
}
