//! Receive: judges whether a package may be taken in, and says what it changes for which units. Nothing is written here.

use super::held::{Answer, Held, answers, last_received};
use super::open::OpenedPackage;
use super::port::Key;
use crate::bundle::{BundleFault, BundleNotice, Link, judge_bundle};
use crate::site_port::{LoadedSite, Sites};
use device::{Dated, Duty, Id, PackageFactKind, Sha256};
use formats::dossier::v1;
use terms::{Instant, Lang, Text};

/// Why a package is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No trusted key has signed it; the keys it claims.
    NotTrusted(Vec<String>),
    /// It is older than the last one taken, or another one of the same number.
    RollBack {
        /// The last one's number.
        held: u32,
        /// This one's.
        offered: u32,
    },
    /// It follows the last one by number and not by hash.
    Fork(u32),
    /// Another dossier lies in the folder: its device, or none that can be told.
    OtherDevice(Option<Id>),
    /// A dossier that came without a package lies in this folder: in the package's own, or about the same device.
    ByHand(String),
    /// The device's packages go to this folder.
    OtherFolder(String),
    /// Files in the folder are not the signed ones, and would be lost.
    Altered(Vec<String>),
    /// No such duty; the ids there are.
    NoSuchDuty(String, Vec<String>),
    /// A duty is accepted and refused.
    BothAnswers(Id),
    /// The name for the folder is none.
    BadName(String),
}

/// What the facility answers.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Every duty that is not refused.
    pub accept_all: bool,
    /// Duties taken over.
    pub accept: Vec<String>,
    /// Duties not taken over, each with the reason.
    pub refuse: Vec<(String, String)>,
    /// Who says so.
    pub by: Option<Id>,
    /// Files of the folder that were changed by hand may go.
    pub replace: bool,
}

/// A package that may be taken in.
#[derive(Debug)]
pub struct Receiving {
    /// The folder in received/.
    pub folder: String,
    /// The number of the last package taken in.
    pub before: Option<u32>,
    /// It is the very package taken in last.
    pub again: bool,
    /// Packages between the last one and this one that were not seen.
    pub skipped: u64,
    /// Each duty's answer with what is answered now.
    pub answers: Vec<Answer>,
    /// The key that is trusted from now on, because a person named it.
    pub new_key: Option<Key>,
    /// The lines for packages.jsonl.
    pub facts: Vec<v1::PackageFact>,
}

/// Judges a package. `held` tells what lies in received/, `altered` which signed files of the folder were changed.
pub fn plan_receive(
    site: &LoadedSite,
    held: &[Held],
    package: &OpenedPackage<'_>,
    named: &[Key],
    wished: Option<&str>,
    asked: &Answers,
    now: Instant,
) -> Result<Receiving, Refusal> {
    let manifest = &package.manifest;
    let Some(signer) = &package.signer else { return Err(Refusal::NotTrusted(package.claims.clone())) };
    let last = last_received(&site.package_facts, &manifest.device);
    let (again, skipped) = in_chain(last, package, now)?;
    let folder = folder(site, held, package, wished)?;
    if let Some(there) = held.iter().find(|held| held.received == folder && !asked.replace)
        && !there.altered.is_empty()
    {
        return Err(Refusal::Altered(there.altered.clone()));
    }
    let at = Dated::utc(now);
    let fact = |kind| v1::PackageFact::new(kind, at, manifest.device.clone());
    let pinned = site.package_facts.iter().any(|fact| {
        fact.kind == PackageFactKind::KeyTrusted
            && fact.device == manifest.device
            && fact.key.as_ref().is_some_and(|key| key.as_str() == signer)
    });
    let new_key = named.iter().find(|key| !pinned && key.id == *signer).cloned();
    let mut facts = Vec::new();
    if let Some(key) = &new_key {
        facts.push(v1::PackageFact {
            key: Sha256::parse(&key.id),
            public: Some(key.public.clone()),
            by: asked.by.clone(),
            ..fact(PackageFactKind::KeyTrusted)
        });
    }
    if !again {
        facts.push(v1::PackageFact {
            sequence: Some(manifest.sequence),
            sha256: Some(package.sha256.clone()),
            key: Sha256::parse(signer),
            folder: Some(folder.clone()),
            by: asked.by.clone(),
            ..fact(PackageFactKind::Received)
        });
    }
    let known = answers(&site.package_facts, manifest, &package.duties);
    let answered = answer(&manifest.duties, known, asked)?;
    for ((duty, hash), (answer, is_new)) in manifest.duties.iter().zip(&package.duties).zip(&answered) {
        let (kind, reason) = match (is_new, answer) {
            (true, Answer::Accepted) => (PackageFactKind::DutyAccepted, None),
            (true, Answer::Refused(reason)) => (PackageFactKind::DutyRefused, Some(said(reason))),
            (true, Answer::Open) | (false, _) => continue,
        };
        facts.push(v1::PackageFact {
            sequence: Some(manifest.sequence),
            sha256: Some(hash.clone()),
            duty: Some(duty.id.clone()),
            reason,
            by: asked.by.clone(),
            ..fact(kind)
        });
    }
    Ok(Receiving {
        folder,
        before: last.and_then(|last| last.sequence),
        again,
        skipped,
        answers: answered.into_iter().map(|(answer, _)| answer).collect(),
        new_key,
        facts,
    })
}

/// A folder that a person put into received/ and that is about the same device: with the package beside it, nobody could
/// tell which of the two describes the units.
pub fn by_hand(sites: &dyn Sites, held: &[Held], device: &Id) -> Option<Refusal> {
    let without = held.iter().filter(|held| held.package.is_none() && !held.in_doubt);
    let about = |held: &&Held| {
        let dossier = sites.received(&held.received).load().ok();
        dossier.and_then(|dossier| dossier.device).is_some_and(|about| about.id == *device)
    };
    without.filter(about).map(|held| Refusal::ByHand(held.received.clone())).next()
}

/// A person's words in the language they are in.
pub fn said(words: &str) -> Text {
    let japanese = words.chars().any(|letter| ('\u{3040}'..='\u{9fff}').contains(&letter));
    match japanese {
        true => Text { ja: Some(words.to_owned()), controlling: Lang::Ja, ..Text::default() },
        false => Text { en: Some(words.to_owned()), ..Text::default() },
    }
}

/// Its place in the chain of the device's packages, by the rules of bundles: the same again, and packages between not seen.
fn in_chain(
    last: Option<&device::PackageFact>,
    package: &OpenedPackage<'_>,
    now: Instant,
) -> Result<(bool, u64), Refusal> {
    let link = |sequence: u32, hash: &Sha256, previous: Option<&Sha256>| Link {
        sequence: u64::from(sequence),
        hash: hash.to_string(),
        previous: previous.map(ToString::to_string),
    };
    let manifest = &package.manifest;
    let offered = link(manifest.sequence, &package.sha256, manifest.supersedes.as_ref());
    let last = last.and_then(|last| Some(link(last.sequence?, last.sha256.as_ref()?, None)));
    let again = last.as_ref().is_some_and(|last| last.hash == offered.hash);
    match judge_bundle(last.as_ref(), &offered, now, &[], &[], false, now) {
        Ok(notices) => {
            let skipped = notices.iter().find_map(|notice| match notice {
                BundleNotice::Skipped(count) => Some(*count),
                BundleNotice::ExpiresSoon(_) | BundleNotice::Expired(_) => None,
            });
            Ok((again, skipped.unwrap_or(0)))
        }
        Err(BundleFault::RollBack { held, .. }) => {
            let held = u32::try_from(held).unwrap_or(u32::MAX);
            Err(Refusal::RollBack { held, offered: manifest.sequence })
        }
        Err(BundleFault::Fork { .. } | BundleFault::Shrinks(_)) => Err(Refusal::Fork(manifest.sequence)),
    }
}

/// The folder: the one the device's packages went to before, the one wished, or the device's id.
fn folder(
    site: &LoadedSite,
    held: &[Held],
    package: &OpenedPackage<'_>,
    wished: Option<&str>,
) -> Result<String, Refusal> {
    let device = &package.manifest.device;
    let usual = last_received(&site.package_facts, device).and_then(|last| last.folder.clone());
    // Two folders about one device would leave its units without an answer.
    let is_held = |name: &String| held.iter().any(|held| held.received == *name);
    if let Some(usual) = usual.as_ref().filter(|usual| wished.is_some_and(|wished| wished != *usual) && is_held(usual))
    {
        return Err(Refusal::OtherFolder(usual.clone()));
    }
    let name = wished.map(str::to_owned).or(usual).unwrap_or_else(|| device.to_string());
    if Id::try_from(name.as_str()).is_err() || !formats::package::is_safe_path(&name) {
        return Err(Refusal::BadName(name));
    }
    match held.iter().find(|held| held.received == name) {
        None => Ok(name),
        Some(there) => match &there.package {
            Some(there) if there.manifest.device == *device => Ok(name),
            Some(other) => Err(Refusal::OtherDevice(Some(other.manifest.device.clone()))),
            // What a package put there and was spoilt since is put right; what a person put there stays.
            None if there.in_doubt && site.package_facts.iter().any(|fact| fact.folder.as_ref() == Some(&name)) => {
                Ok(name)
            }
            None => Err(Refusal::ByHand(name)),
        },
    }
}

/// Each duty's answer, and whether it is a new one.
fn answer(duties: &[Duty], known: Vec<Answer>, asked: &Answers) -> Result<Vec<(Answer, bool)>, Refusal> {
    let ids = || duties.iter().map(|duty| duty.id.to_string()).collect::<Vec<_>>();
    let named = asked.accept.iter().chain(asked.refuse.iter().map(|(id, _)| id));
    for id in named {
        if !duties.iter().any(|duty| duty.id.as_str() == id) {
            return Err(Refusal::NoSuchDuty(id.clone(), ids()));
        }
    }
    let one = |(duty, known): (&Duty, Answer)| {
        let id = duty.id.as_str();
        let refused = asked.refuse.iter().find(|(refused, _)| refused == id);
        let accepted = asked.accept.iter().any(|accepted| accepted == id);
        let wished = match refused {
            Some(_) if accepted => return Err(Refusal::BothAnswers(duty.id.clone())),
            Some((_, reason)) => Answer::Refused(reason.clone()),
            None if accepted || asked.accept_all => Answer::Accepted,
            None => return Ok((known, false)),
        };
        let is_new = wished != known;
        Ok((wished, is_new))
    };
    duties.iter().zip(known).map(one).collect()
}

impl Refusal {
    /// What is wrong, and what to do.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let again = || {
            lang.pick("get the newest package from the maker", "製造業者から最新のパッケージを入手してください")
                .to_owned()
        };
        match self {
            Refusal::NotTrusted(claims) => {
                let claims = claims.join(", ");
                [
                    lang.pick(
                        format!("no key that this site trusts for the device has signed it (it claims {claims})"),
                        format!("この機器について信頼する鍵で署名されていません（{claims} によるとされています）"),
                    ),
                    lang.pick(
                        "get the maker's key on another way, compare its id, and name it: --trust KEY.pub",
                        "製造業者の鍵を別の経路で入手し、id を照合して --trust KEY.pub で指定してください",
                    )
                    .to_owned(),
                ]
            }
            Refusal::RollBack { held, offered } if held == offered => [
                lang.pick(
                    format!("another package {offered} was taken in before: two packages bear one number"),
                    format!("別のパッケージ {offered} を受領済みです（同じ番号のパッケージが 2 つあります）"),
                ),
                lang.pick("ask the maker which of them is theirs", "どちらが正しいか製造業者に確認してください")
                    .to_owned(),
            ],
            Refusal::RollBack { held, offered } => [
                lang.pick(
                    format!("package {offered} is older than package {held}, which was taken in"),
                    format!("パッケージ {offered} は受領済みのパッケージ {held} より古いものです"),
                ),
                again(),
            ],
            Refusal::Fork(offered) => [
                lang.pick(
                    format!("package {offered} does not follow the one taken in last: it supersedes another one"),
                    format!("パッケージ {offered} は最後に受領したものに続くものではありません"),
                ),
                lang.pick("ask the maker which of them is theirs", "どちらが正しいか製造業者に確認してください")
                    .to_owned(),
            ],
            Refusal::OtherDevice(device) => {
                let device = device.as_ref().map(ToString::to_string).unwrap_or_else(|| "?".to_owned());
                [
                    lang.pick(
                        format!("a package of another device ({device}) lies in that folder"),
                        format!("そのフォルダには別の機器（{device}）のパッケージがあります"),
                    ),
                    lang.pick("name another folder: --as NAME", "--as NAME で別のフォルダを指定してください")
                        .to_owned(),
                ]
            }
            Refusal::ByHand(name) => [
                lang.pick(
                    format!("received/{name} was put there by a person, without a package; it is not written over"),
                    format!("received/{name} はパッケージによらず置かれたものであり、上書きしません"),
                ),
                lang.pick(
                    "move it away, or name another folder: --as NAME",
                    "移動するか、--as NAME で別のフォルダを指定してください",
                )
                .to_owned(),
            ],
            Refusal::OtherFolder(name) => [
                lang.pick(
                    format!("packages of this device lie in received/{name}; two folders would contradict each other"),
                    format!("この機器のパッケージは received/{name} にあります（2 つのフォルダは矛盾します）"),
                ),
                lang.pick(
                    format!("leave --as out, or name it: --as {name}"),
                    format!("--as を外すか --as {name} を指定してください"),
                ),
            ],
            Refusal::Altered(files) => [
                lang.pick(
                    format!("files of the folder were changed since they were taken in: {}", files.join(", ")),
                    format!("受領後に変更されたファイルがあります: {}", files.join(", ")),
                ),
                lang.pick(
                    "move what is yours out of the folder, then receive again with --replace",
                    "独自の変更をフォルダの外に移し、--replace を付けて再度受領してください",
                )
                .to_owned(),
            ],
            Refusal::NoSuchDuty(id, ids) => [
                lang.pick(format!("the package has no duty {id}"), format!("責務 {id} はパッケージにありません")),
                lang.pick(format!("duties: {}", ids.join(", ")), format!("責務: {}", ids.join(", "))),
            ],
            Refusal::BothAnswers(id) => [
                lang.pick(
                    format!("the duty {id} is accepted and refused"),
                    format!("責務 {id} が引き受けと拒否の両方に指定されています"),
                ),
                lang.pick("decide for one", "どちらかにしてください").to_owned(),
            ],
            Refusal::BadName(name) => [
                lang.pick(
                    format!("“{name}” cannot be a folder of received/"),
                    format!("「{name}」は received/ のフォルダ名にできません"),
                ),
                lang.pick("name another one: --as NAME", "--as NAME で別の名前を指定してください").to_owned(),
            ],
        }
    }
}
