//! Held: what lies in received/ against what was signed, against what was taken last, and against the day.

use super::findings::{
    DutiesOpen, DutyRefused, PackageAltered, PackageNotTheLast, PackagePastDue, PackageSignerNotTrusted,
    PackageUnreadable, ReceivedUnsigned,
};
use super::open::{ReadManifest, read_manifest};
use super::port::{Envelopes, Key};
use crate::dossier_port::DossierFault;
use crate::site_port::{LoadedSite, ReceivedFiles, Sites};
use device::{Duty, Id, Package, PackageFact, PackageFactKind, Sha256};
use std::collections::BTreeMap;
use terms::{Day, Finding, Lang, Place, Priority, Speaks, Subject};

/// A folder of received/ and what came of looking at its signature.
#[derive(Debug)]
pub struct Held {
    /// Its name in received/.
    pub received: String,
    /// The package, where there is one that can be read.
    pub package: Option<HeldPackage>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Whether an answer that leans on it would not be trustworthy.
    pub in_doubt: bool,
    /// Files that are not the signed ones.
    pub altered: Vec<String>,
}

/// A package as it lies in received/.
#[derive(Debug)]
pub struct HeldPackage {
    /// What its manifest says.
    pub manifest: Package,
    /// SHA-256 of its manifest.
    pub sha256: Sha256,
    /// Id of the trusted key that signed it; `None`: nobody that the site trusts.
    pub signer: Option<String>,
    /// Each duty's answer, in the order of the manifest.
    pub answers: Vec<Answer>,
}

/// What the facility answered to a duty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet, or its words have changed since.
    #[default]
    Open,
    /// It takes it over.
    Accepted,
    /// It does not, for this reason.
    Refused(String),
}

/// The keys whose packages of a device count here: those that a person named for it, less those that site.yaml revokes.
pub fn trusted_keys(site: &LoadedSite, device: &Id, today: Day) -> Vec<Key> {
    let named = site.package_facts.iter().filter(|fact| fact.kind == PackageFactKind::KeyTrusted);
    let keys = named
        .filter(|fact| fact.device == *device)
        .filter_map(|fact| Some(Key { id: fact.key.as_ref()?.as_str().to_owned(), public: fact.public.clone()? }));
    let mut keys: Vec<Key> = keys.filter(|key| !is_revoked(site, &key.id, today)).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Whether site.yaml says that a key counts for nothing by now. A day that cannot be told counts as past.
pub fn is_revoked(site: &LoadedSite, key: &str, today: Day) -> bool {
    let signers = site.site.iter().flat_map(|site| &site.signers).filter(|signer| signer.key.as_str() == key);
    signers.filter_map(|signer| signer.revoked).any(|since| since.last_day().is_none_or(|day| day <= today))
}

/// The last package of a device that was ever taken in: its number and hash.
pub(crate) fn last_received<'f>(facts: &'f [PackageFact], device: &Id) -> Option<&'f PackageFact> {
    let received = facts.iter().filter(|fact| fact.kind == PackageFactKind::Received && fact.device == *device);
    received.max_by_key(|fact| fact.sequence)
}

/// The answer to each duty by what packages.jsonl says: the last word about these very words.
pub(crate) fn answers(facts: &[PackageFact], manifest: &Package, hashes: &[Sha256]) -> Vec<Answer> {
    let mut by_duty: BTreeMap<(&Id, &Sha256), &PackageFact> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.device == manifest.device) {
        if let (PackageFactKind::DutyAccepted | PackageFactKind::DutyRefused, Some(duty), Some(hash)) =
            (fact.kind, &fact.duty, &fact.sha256)
        {
            by_duty.insert((duty, hash), fact);
        }
    }
    let answer = |(duty, hash): (&Duty, &Sha256)| match by_duty.get(&(&duty.id, hash)) {
        None => Answer::Open,
        Some(fact) if fact.kind == PackageFactKind::DutyAccepted => Answer::Accepted,
        Some(fact) => Answer::Refused(
            fact.reason.as_ref().map(|reason| reason.get(reason.controlling).to_owned()).unwrap_or_default(),
        ),
    };
    manifest.duties.iter().zip(hashes).map(answer).collect()
}

/// Looks at every folder of received/.
pub fn held_packages(sites: &dyn Sites, site: &LoadedSite, envelopes: &dyn Envelopes, today: Day) -> Vec<Held> {
    let look = |name: &String| one(sites, site, name, envelopes, today).unwrap_or_else(|fault| unread(name, &fault));
    site.received.iter().map(look).collect()
}

/// A folder that cannot be looked into takes nothing away from the others.
fn unread(name: &str, fault: &DossierFault) -> Held {
    let mut held = Held::of(name);
    let say = |lang: Lang| {
        let [what, _] = fault.say(lang);
        what
    };
    let detail = PackageUnreadable { dossier: name.to_owned(), why: say(Lang::En), why_ja: say(Lang::Ja) };
    held.doubt("unreadable", detail);
    held
}

fn one(
    sites: &dyn Sites,
    site: &LoadedSite,
    name: &str,
    envelopes: &dyn Envelopes,
    today: Day,
) -> Result<Held, DossierFault> {
    let mut held = Held::of(name);
    let Some(files) = sites.received_package(name)? else {
        let lost = site.package_facts.iter().any(|fact| fact.folder.as_deref() == Some(name));
        held.tell(Priority::Attention, "", ReceivedUnsigned { dossier: name.to_owned() });
        if lost {
            held.doubt("lost", lost_envelope(name));
        }
        return Ok(held);
    };
    // Whose key it must be follows from the device, which is known only after a first look.
    let looked = read_manifest(&files.envelope, envelopes, &[]);
    let device = looked.as_ref().ok().map(|looked| looked.manifest.device.clone());
    let keys = device.map(|device| trusted_keys(site, &device, today)).unwrap_or_default();
    match read_manifest(&files.envelope, envelopes, &keys) {
        Err(why) => {
            let [en, ja] = why.say();
            held.doubt("unreadable", PackageUnreadable { dossier: name.to_owned(), why: en, why_ja: ja });
        }
        Ok(read) => held.judge(site, read, &files, today),
    }
    Ok(held)
}

fn lost_envelope(name: &str) -> PackageUnreadable {
    PackageUnreadable {
        dossier: name.to_owned(),
        why: "package.json, which came with it, is gone".to_owned(),
        why_ja: "受領時の package.json がありません".to_owned(),
    }
}

impl Held {
    fn of(name: &str) -> Held {
        Held { received: name.to_owned(), package: None, findings: Vec::new(), in_doubt: false, altered: Vec::new() }
    }

    fn tell(&mut self, priority: Priority, key: &str, detail: impl Speaks + 'static) {
        let path = format!("received/{}", self.received);
        let finding = Finding::new(priority, Subject::at(path.clone(), Place::file(path)), detail);
        self.findings.push(Finding { key: key.to_owned(), ..finding });
    }

    fn doubt(&mut self, key: &str, detail: impl Speaks + 'static) {
        self.in_doubt = true;
        self.tell(Priority::Undecided, key, detail);
    }

    fn judge(&mut self, site: &LoadedSite, read: ReadManifest, files: &ReceivedFiles, today: Day) {
        let ReadManifest { manifest, sha256, duties, opened, complaints: _ } = read;
        let dossier = self.received.clone();
        if opened.signer.is_none() {
            let key = opened.claims.first().cloned().unwrap_or_default();
            self.doubt("", PackageSignerNotTrusted { dossier: dossier.clone(), key });
        }
        let altered = altered(&manifest, files);
        if !altered.is_empty() {
            let (count, shown) = (altered.len(), altered.iter().take(3).cloned().collect::<Vec<_>>().join(", "));
            let files = if count > 3 { format!("{shown}, …") } else { shown };
            self.doubt("", PackageAltered { dossier: dossier.clone(), count, files });
            self.altered = altered;
        }
        if let Some(last) = last_received(&site.package_facts, &manifest.device)
            && last.sha256.as_ref() != Some(&sha256)
        {
            let detail = PackageNotTheLast {
                dossier: dossier.clone(),
                held: manifest.sequence,
                last: last.sequence.unwrap_or_default(),
            };
            self.doubt("", detail);
        }
        if manifest.next_due.is_past(today).unwrap_or(true) {
            self.doubt("", PackagePastDue { dossier: dossier.clone(), due: manifest.next_due.to_string() });
        }
        let answers = answers(&site.package_facts, &manifest, &duties);
        self.duties(&manifest, &answers);
        self.package = Some(HeldPackage { manifest, sha256, signer: opened.signer, answers });
    }

    fn duties(&mut self, manifest: &Package, answers: &[Answer]) {
        let dossier = self.received.clone();
        let open: Vec<&str> = manifest
            .duties
            .iter()
            .zip(answers)
            .filter(|(_, answer)| **answer == Answer::Open)
            .map(|(duty, _)| duty.id.as_str())
            .collect();
        if !open.is_empty() {
            let detail = DutiesOpen { dossier: dossier.clone(), count: open.len(), duties: open.join(", ") };
            self.tell(Priority::Attention, "", detail);
        }
        for (duty, answer) in manifest.duties.iter().zip(answers) {
            if let Answer::Refused(reason) = answer {
                let detail =
                    DutyRefused { dossier: dossier.clone(), duty: duty.id.to_string(), reason: reason.clone() };
                self.tell(Priority::Note, duty.id.as_str(), detail);
            }
        }
    }
}

/// Files that are not the signed ones: changed, gone, or put there by somebody else.
pub(crate) fn altered(manifest: &Package, files: &ReceivedFiles) -> Vec<String> {
    let signed: BTreeMap<&str, &str> =
        manifest.files.iter().map(|file| (file.path.as_str(), file.sha256.as_str())).collect();
    let here = files.files.iter();
    let changed = here.filter(|(name, hash)| signed.get(name.as_str()) != Some(&hash.as_str())).map(|(name, _)| name);
    let gone = manifest.files.iter().map(|file| &file.path).filter(|path| !files.files.contains_key(*path));
    let mut altered: Vec<String> = changed.chain(gone).cloned().collect();
    altered.sort();
    altered
}
