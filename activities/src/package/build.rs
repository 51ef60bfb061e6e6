//! Build: plans a package from a dossier; what goes and what stays, its number, and the duties that move to the facility.

use super::choose::{Chosen, Unfit, Wish, choose};
use super::hash_of;
use super::port::WholeDossier;
use crate::dossier_port::{DossierFault, LoadedDossier};
use device::{Dated, DutyKind, Id, PackageFact, PackageFactKind, Responsibility};
use formats::dossier::v1;
use formats::package::unsafe_paths;
use std::collections::BTreeMap;
use terms::{Day, Instant, Lang, Place, Priority, When};

/// A package that can be signed.
#[derive(Clone, Debug)]
pub struct BuildPlan {
    /// Its manifest.
    pub manifest: v1::Package,
    /// The bytes of its files, by their SHA-256.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Duties without an id of their own: another order of the plan would give them another.
    pub without_id: Vec<Id>,
}

/// Why no package can be made.
#[derive(Debug)]
pub enum CannotBuild {
    /// The dossier cannot be read.
    Fault(DossierFault),
    /// Something in the dossier cannot be read; so many complaints.
    Unreadable(usize),
    /// A wish cannot be followed: what and what to do, English and Japanese.
    Unfit([[String; 2]; 2]),
    /// A file's name cannot stand on every system.
    Unsafe(String),
    /// A file is larger than a package takes.
    TooLarge(String),
    /// Two duties have one id.
    DutyTwice(Id),
    /// The next package would be due before this one is made.
    DueBefore(Day),
}

impl CannotBuild {
    /// What is wrong, and what to do.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let (en, ja): ([String; 2], [String; 2]) = match self {
            CannotBuild::Fault(fault) => return fault.say(lang),
            CannotBuild::Unfit([en, ja]) => (en.clone(), ja.clone()),
            CannotBuild::Unreadable(count) => (
                [
                    format!("{count} complaints about the dossier: a customer could not read it either"),
                    "correct them; tutela check names them".to_owned(),
                ],
                [
                    format!("ドシエに不備が {count} 件あり、受領者も読み取れません"),
                    "tutela check で確認し、修正してください".to_owned(),
                ],
            ),
            CannotBuild::Unsafe(name) => (
                [format!("“{name}” is no file name on every system"), "rename it, or leave it out".to_owned()],
                [
                    format!("「{name}」はすべてのシステムで使えるファイル名ではありません"),
                    "名前を変えるか、除外してください".to_owned(),
                ],
            ),
            CannotBuild::TooLarge(name) => (
                [format!("{name} is larger than 4 GiB"), "leave it out: --leave-out".to_owned()],
                [format!("{name} は 4 GiB を超えています"), "--leave-out で除外してください".to_owned()],
            ),
            CannotBuild::DutyTwice(id) => (
                [
                    format!("plan.yaml: two entries of responsibility_split have the id {id}"),
                    "give each its own: a facility answers by it".to_owned(),
                ],
                [
                    format!("plan.yaml: responsibility_split に id {id} が 2 件あります"),
                    "医療機関は id で回答するため、別々の id を付けてください".to_owned(),
                ],
            ),
            CannotBuild::DueBefore(day) => (
                [format!("the next package would be due on {day}, before this one is made"), "--next-due".to_owned()],
                [
                    format!("次のパッケージの期日 {day} が作成日より前です"),
                    "--next-due を指定し直してください".to_owned(),
                ],
            ),
        };
        lang.pick(en, ja)
    }
}

/// Plans a package. Nothing is written.
pub fn plan_package(
    dossier: &LoadedDossier,
    whole: &dyn WholeDossier,
    wish: &Wish,
    next_due: Day,
    now: Instant,
    program: &str,
) -> Result<BuildPlan, CannotBuild> {
    let unreadable = dossier.complaints.iter().filter(|complaint| complaint.priority >= Priority::Undecided).count();
    let (Some(device), 0) = (&dossier.device, unreadable) else {
        return Err(CannotBuild::Unreadable(unreadable.max(1)));
    };
    if next_due < now.day() {
        return Err(CannotBuild::DueBefore(next_due));
    }
    let names = whole.file_names().map_err(CannotBuild::Fault)?;
    let chosen = choose(dossier, &names, wish).map_err(|unfit| CannotBuild::Unfit(unfit.say(dossier)))?;
    let (files, contents) = contents(whole, &chosen)?;
    let (duties, without_id) = duties(dossier)?;
    let last = last_built(&dossier.package_facts, &device.id);
    let manifest = v1::Package {
        place: Place::default(),
        schema: device::Package::SCHEMA.to_owned(),
        program: program.to_owned(),
        device: device.id.clone(),
        name: device.name.clone(),
        sequence: last.and_then(|last| last.sequence).unwrap_or(0).saturating_add(1),
        supersedes: last.and_then(|last| last.sha256.clone()),
        made_at: Dated::utc(now),
        next_due: When::Day(next_due),
        releases: packaged(dossier, &chosen.releases),
        duties,
        files,
        withheld: chosen.withheld,
    };
    Ok(BuildPlan { manifest, files: contents, without_id })
}

impl BuildPlan {
    /// The line of packages.jsonl about it, once it is signed by this key.
    pub fn fact(&self, key: &str) -> v1::PackageFact {
        let manifest = &self.manifest;
        v1::PackageFact {
            sequence: Some(manifest.sequence),
            sha256: Some(hash_of(manifest.canonical().as_bytes())),
            key: device::Sha256::parse(key),
            ..v1::PackageFact::new(PackageFactKind::Built, manifest.made_at, manifest.device.clone())
        }
    }
}

/// The last package made of a device.
fn last_built<'f>(facts: &'f [PackageFact], device: &Id) -> Option<&'f PackageFact> {
    let built = facts.iter().filter(|fact| fact.kind == PackageFactKind::Built && fact.device == *device);
    built.max_by_key(|fact| fact.sequence)
}

type Contents = (Vec<v1::PackagedFile>, BTreeMap<String, Vec<u8>>);

fn contents(whole: &dyn WholeDossier, chosen: &Chosen) -> Result<Contents, CannotBuild> {
    if let Some(bad) = unsafe_paths(chosen.files.iter().map(String::as_str)).first() {
        return Err(CannotBuild::Unsafe((*bad).to_owned()));
    }
    let (mut files, mut contents) = (Vec::new(), BTreeMap::new());
    for name in &chosen.files {
        let content = whole.file(name).map_err(CannotBuild::Fault)?;
        let sha256 = hash_of(&content);
        let bytes = u32::try_from(content.len()).map_err(|_| CannotBuild::TooLarge(name.clone()))?;
        contents.insert(sha256.as_str().to_owned(), content);
        files.push(v1::PackagedFile { place: Place::default(), path: name.clone(), sha256, bytes });
    }
    Ok((files, contents))
}

fn packaged(dossier: &LoadedDossier, chosen: &[Id]) -> Vec<v1::PackagedRelease> {
    let about = |id: &Id| {
        let release = dossier.release(id).and_then(|release| release.release.as_ref());
        let label = release.map_or_else(|| id.to_string(), |release| release.label.clone());
        let date = release.and_then(|release| release.date);
        v1::PackagedRelease { place: Place::default(), id: id.clone(), label, date }
    };
    chosen.iter().map(about).collect()
}

/// What the plan gives to the facility. An entry without the facility's part is no duty.
fn duties(dossier: &LoadedDossier) -> Result<(Vec<v1::Duty>, Vec<Id>), CannotBuild> {
    let split = dossier.plan.iter().flat_map(|plan| &plan.responsibility_split);
    let (mut duties, mut without_id): (Vec<v1::Duty>, Vec<Id>) = (Vec::new(), Vec::new());
    for (place, Responsibility { place: _, id, kind, task, manufacturer, facility }) in split.enumerate() {
        let Some(facility) = facility.clone() else { continue };
        let own = id.clone();
        let numbered = || Id::try_from(format!("split-{}", place + 1).as_str()).expect("letters, a dash and digits");
        let id = own.clone().unwrap_or_else(numbered);
        if duties.iter().any(|duty| duty.id == id) {
            return Err(CannotBuild::DutyTwice(id));
        }
        if own.is_none() {
            without_id.push(id.clone());
        }
        duties.push(v1::Duty {
            place: Place::default(),
            id,
            kind: kind.unwrap_or(DutyKind::Other),
            task: task.clone(),
            manufacturer: manufacturer.clone(),
            facility,
        });
    }
    Ok((duties, without_id))
}

impl Unfit {
    fn say(&self, dossier: &LoadedDossier) -> [[String; 2]; 2] {
        let known = || dossier.releases.iter().map(|release| release.id.to_string()).collect::<Vec<_>>().join(", ");
        match self {
            Unfit::NoSuchRelease(id) => [
                [format!("--release: the dossier holds no release {id}"), format!("releases: {}", known())],
                [format!("--release: リリース {id} はドシエにありません"), format!("リリース: {}", known())],
            ],
            Unfit::NoRelease => [
                [
                    "no release of the dossier is released, withdrawn or retired".to_owned(),
                    format!("name one with --release: {}", known()),
                ],
                [
                    "公開済み・撤回・廃止のリリースがありません".to_owned(),
                    format!("--release で指定してください: {}", known()),
                ],
            ],
            Unfit::NoSuchFile(name) => [
                [format!("the dossier holds nothing called {name}"), "name a file or folder of it".to_owned()],
                [
                    format!("ドシエに {name} はありません"),
                    "ドシエ内のファイルまたはフォルダを指定してください".to_owned(),
                ],
            ],
            Unfit::Essential(name) => [
                [format!("without {name} the package says nothing"), "take --leave-out back".to_owned()],
                [
                    format!("{name} がなければパッケージは意味を持ちません"),
                    "--leave-out の指定を外してください".to_owned(),
                ],
            ],
            Unfit::Both(name) => [
                [format!("{name} is to be shown and left out"), "decide for one".to_owned()],
                [format!("{name} が開示と除外の両方に指定されています"), "どちらかにしてください".to_owned()],
            ],
        }
    }
}

/// Days until the next package is due, unless the maker says otherwise.
pub const DUE_DAYS: i32 = 90;
