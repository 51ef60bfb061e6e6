//! Import: what statements of others say about the components of a release, as decisions that nobody has approved. Each
//! statement is either taken or listed with why not.

use super::components::{Components, Search, version_of};
use super::export::{is_future, name_of, product};
use super::reasons::NotTaken;
use super::statement::to_decision;
use crate::check_device::OpenDevice;
use crate::dossier_port::Changes;
use crate::stated_versions::is_range;
use device::rules::in_force;
use device::{Dated, Decision, FactKind, Id, ProductStatus};
use formats::defect::Defects;
use formats::dossier::{IntoCore, v1};
use formats::sbom::Detected;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Instant, Lang};
use versions::vers::Vers;
use vulnerability::status_statement::rests_on_the_place_of_use;
use vulnerability::{StatedProduct, StatementDocument, StatusStatement};

/// A statement that was taken, as the decision it becomes.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Where it stands in the document, in bytes.
    pub offset: usize,
    /// The decision.
    pub decision: v1::Decision,
    /// The document called it "not affected" because of the perimeter; it is taken as a mitigation.
    pub mitigation: bool,
}

/// A statement that was not taken.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Where it stands in the document, in bytes.
    pub offset: usize,
    /// The vulnerability.
    pub vulnerability: String,
    /// What it is about.
    pub product: String,
    /// The status as written.
    pub status: String,
    /// Why.
    pub why: NotTaken,
}

/// What an import would do.
#[derive(Debug)]
pub struct ImportPlan {
    /// Format and version, id and author of the document; `None` when it is no document of statements.
    pub document: Option<[String; 4]>,
    /// What the file looks like.
    pub detected: Detected,
    /// What is wrong with it.
    pub defects: Defects,
    /// How many statements it holds; one with several products, parts or versions of a part counts once for each.
    pub statements: usize,
    /// Taken, in document order.
    pub taken: Vec<Taken>,
    /// Not taken, in document order.
    pub listed: Vec<Listed>,
}

/// A statement about one component, before the statements are held against each other.
struct Candidate {
    offset: usize,
    vulnerability: String,
    product: String,
    stated: String,
    said_at: Option<Instant>,
    places: Vec<usize>,
    decision: v1::Decision,
    mitigation: bool,
}

/// Reads a document and says what it would add to the open release.
pub fn plan_import(open: &OpenDevice, file: &str, bytes: &[u8], now: Instant) -> ImportPlan {
    let mut matcher = Matcher::new(open);
    let mut statements = 0;
    let read = formats::vex::read(bytes, &mut |said| statements += matcher.take(said, file));
    let Matcher { candidates, mut listed, components, .. } = matcher;
    let candidates = dated(candidates, now, &mut listed);
    let candidates = settled(candidates, &mut listed);
    let candidates = not_decided(candidates, open, &components, now, &mut listed);
    let held = ids(open);
    let mut taken: Vec<Taken> =
        candidates.into_iter().map(|candidate| finished(candidate, &held, &read.document)).collect();
    taken.sort_by_key(|one| one.offset);
    listed.sort_by(|a, b| (a.offset, &a.product).cmp(&(b.offset, &b.product)));
    ImportPlan {
        document: read.document.map(|document| {
            let StatementDocument { format, version, id, author, dated: _ } = document;
            [format.to_owned(), version.into_owned(), id.into_owned(), author.into_owned()]
        }),
        detected: read.detected,
        defects: read.defects,
        statements,
        taken,
        listed,
    }
}

fn ids(open: &OpenDevice) -> BTreeSet<Id> {
    let release = open.release.as_ref().and_then(|id| open.dossier.release(id));
    release.iter().flat_map(|release| &release.decisions).filter_map(|decision| decision.id.clone()).collect()
}

/// An id of the dossier is never used again; who said it stands in the evidence.
fn finished(candidate: Candidate, held: &BTreeSet<Id>, document: &Option<StatementDocument<'_>>) -> Taken {
    let Candidate { offset, mut decision, mitigation, .. } = candidate;
    if decision.id.as_ref().is_some_and(|id| held.contains(id)) {
        decision.id = None;
    }
    if let (Some(document), Some(evidence)) = (document, decision.evidence.first_mut()) {
        let said = [document.format, &document.id, &document.author];
        let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
        evidence.reference = format!("{} ({})", evidence.reference, said.join(", "));
    }
    Taken { offset, decision, mitigation }
}

struct Matcher<'o> {
    open: &'o OpenDevice,
    components: Components,
    /// The device as a product, and every name it goes by, normalised.
    device: Option<StatedProduct<'static>>,
    names: BTreeSet<String>,
    candidates: Vec<Candidate>,
    listed: Vec<Listed>,
}

impl<'o> Matcher<'o> {
    fn new(open: &'o OpenDevice) -> Matcher<'o> {
        let components = Components::of(&open.sboms);
        let release = open.release.as_ref().and_then(|id| open.dossier.release(id));
        let device = open.dossier.device.as_ref().zip(release).map(|(device, release)| product(open, device, release));
        let mut names = BTreeSet::new();
        if let Some(about) = &open.dossier.device {
            names.insert(plain(about.id.as_str()));
            names.extend(Lang::ALL.iter().map(|lang| plain(about.name.get(*lang))));
            names.extend(about.aliases.iter().map(|alias| plain(&alias.value)));
            names.remove("");
        }
        Matcher { open, components, device, names, candidates: Vec::new(), listed: Vec::new() }
    }

    /// Takes one statement apart into products and parts; answers with how many there were:
    /// one more for each further version of a part.
    fn take(&mut self, said: &StatusStatement<'_>, file: &str) -> usize {
        if said.products.is_empty() {
            self.list(said, "", NotTaken::NoProduct);
            return 1;
        }
        let before = self.candidates.len() + self.listed.len();
        // Parts that stand beside several products are looked at once: what they are does not depend on the product.
        let ours = said.products.iter().find(|product| self.is_device(product));
        if said.components.is_empty() {
            for product in &said.products {
                self.one(said, product, product, file);
            }
        } else {
            let product = ours.unwrap_or(&said.products[0]);
            for part in &said.components {
                self.one(said, product, part, file);
            }
        }
        self.candidates.len() + self.listed.len() - before
    }

    fn one(&mut self, said: &StatusStatement<'_>, product: &StatedProduct<'_>, part: &StatedProduct<'_>, file: &str) {
        match self.judge(said, product, part) {
            Ok((status, places)) => {
                // A range, or no version at all, may speak of several versions: each gets a decision of its own.
                for (component, places) in self.components.by_decided(&places) {
                    self.candidates.push(Candidate {
                        offset: said.offset,
                        vulnerability: said.vulnerability.to_string(),
                        product: part.label(),
                        stated: said.stated_status.to_string(),
                        said_at: Instant::parse(&said.said_at),
                        places,
                        decision: to_decision(said, status, component, file),
                        mitigation: rests_on_the_place_of_use(&said.stated_justification),
                    });
                }
            }
            Err(why) => self.list(said, &part.label(), why),
        }
    }

    fn list(&mut self, said: &StatusStatement<'_>, product: &str, why: NotTaken) {
        self.listed.push(Listed {
            offset: said.offset,
            vulnerability: said.vulnerability.to_string(),
            product: product.to_owned(),
            status: said.stated_status.to_string(),
            why,
        });
    }

    fn judge(
        &self,
        said: &StatusStatement<'_>,
        product: &StatedProduct<'_>,
        part: &StatedProduct<'_>,
    ) -> Result<(ProductStatus, Vec<usize>), NotTaken> {
        if said.vulnerability.is_empty() {
            return Err(NotTaken::NoVulnerability);
        }
        let status = said.status.ok_or_else(|| NotTaken::NoStatus(said.stated_status.to_string()))?;
        let ours = self.is_device(product);
        if ours {
            self.is_release(product, status)?;
        }
        let whole = said.components.is_empty();
        if !whole && !ours {
            return Err(NotTaken::OtherProduct);
        }
        if whole && ours {
            // About the device as a whole: without a component there is nothing here that a decision could name.
            return Err(NotTaken::NoSuchComponent);
        }
        let clears = matches!(status, ProductStatus::NotAffected | ProductStatus::Fixed);
        match self.components.search(part, ours) {
            Search::Found(_) if clears && version_of(part).is_empty() => Err(NotTaken::NoVersion),
            Search::Found(places) => Ok((status, places)),
            Search::NotThere if whole => Err(NotTaken::OtherProduct),
            Search::NotThere => Err(NotTaken::NoSuchComponent),
            Search::OtherVersion => Err(NotTaken::OtherVersion),
            Search::Range(range) => Err(NotTaken::Range(range)),
            Search::NameOnly => Err(NotTaken::NameOnly),
        }
    }

    /// Whether a product is the device: by name, id or alias, with or without the maker before it and the release behind it.
    fn is_device(&self, product: &StatedProduct<'_>) -> bool {
        let Some(device) = &self.device else { return false };
        let of_purl =
            product.purls.iter().filter_map(|purl| sbom::Purl::parse(purl).ok().map(|purl| purl.name.into_owned()));
        let reference = (product.name.is_empty() && product.purls.is_empty()).then(|| product.reference.to_string());
        let version = version_of(product);
        let vendors = [plain(&product.vendor), plain(&device.vendor)];
        of_purl.chain([product.name.to_string()]).chain(reference).any(|name| {
            let mut name = plain(&name);
            for vendor in vendors.iter().filter(|vendor| !vendor.is_empty()) {
                if let Some(rest) = name.strip_prefix(vendor.as_str()).filter(|rest| rest.starts_with(' ')) {
                    name = rest.trim_start().to_owned();
                }
            }
            let version = plain(&version);
            let bare = name.strip_suffix(version.as_str()).filter(|rest| !version.is_empty() && rest.ends_with(' '));
            self.names.contains(&name) || bare.is_some_and(|bare| self.names.contains(bare.trim_end()))
        })
    }

    fn is_release(&self, product: &StatedProduct<'_>, status: ProductStatus) -> Result<(), NotTaken> {
        let stated = version_of(product);
        let id = self.open.release.as_ref().map(Id::as_str).unwrap_or_default();
        let label = self.device.as_ref().map(|device| device.version.to_string()).unwrap_or_default();
        if stated == id || stated == label {
            return Ok(());
        }
        if is_range(&stated) {
            let holds = |version: &str| match Vers::parse(&stated).ok().filter(|_| !version.is_empty()) {
                // The order of a package ecosystem says nothing about releases of a device.
                Some(vers) if matches!(vers.kind.as_str(), "generic" | "semver" | "intdot" | "all" | "none") => {
                    vers.contains(version).ok()
                }
                Some(_) | None => None,
            };
            return match holds(&label).or_else(|| holds(id)) {
                Some(true) => Ok(()),
                Some(false) => Err(NotTaken::OtherRelease(stated)),
                None => Err(NotTaken::Range(stated)),
            };
        }
        match status {
            _ if !stated.is_empty() => Err(NotTaken::OtherRelease(stated)),
            ProductStatus::NotAffected | ProductStatus::Fixed => Err(NotTaken::NoVersion),
            ProductStatus::Affected | ProductStatus::UnderInvestigation => Ok(()),
        }
    }
}

/// A name in lower case, its words parted by single spaces.
fn plain(name: &str) -> String {
    let words = name.split(|letter: char| !(letter.is_alphanumeric() || letter == '.'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn listed_of(candidate: Candidate, why: NotTaken) -> Listed {
    let Candidate { offset, vulnerability, product, stated, .. } = candidate;
    Listed { offset, vulnerability, product, status: stated, why }
}

/// Sets aside what is dated in the future.
fn dated(candidates: Vec<Candidate>, now: Instant, listed: &mut Vec<Listed>) -> Vec<Candidate> {
    let (future, rest): (Vec<_>, Vec<_>) =
        candidates.into_iter().partition(|candidate| candidate.said_at.is_some_and(|at| at > now));
    listed.extend(future.into_iter().map(|candidate| listed_of(candidate, NotTaken::Future)));
    rest
}

/// Holds the statements of the document against each other: about one vulnerability in one component the latest counts; where
/// nothing tells which is later, none does.
fn settled(candidates: Vec<Candidate>, listed: &mut Vec<Listed>) -> Vec<Candidate> {
    let mut groups: BTreeMap<(usize, String), Vec<Candidate>> = BTreeMap::new();
    // Any id that two statements share joins them.
    let mut canonical: BTreeMap<String, String> = BTreeMap::new();
    for candidate in candidates {
        let ids = &candidate.decision.vulnerabilities;
        let known = ids.iter().find_map(|id| canonical.get(&id.to_ascii_uppercase())).cloned();
        let key = known.unwrap_or_else(|| candidate.vulnerability.to_ascii_uppercase());
        for id in ids {
            canonical.entry(id.to_ascii_uppercase()).or_insert_with(|| key.clone());
        }
        groups.entry((candidate.places[0], key)).or_default().push(candidate);
    }
    let mut kept = Vec::new();
    for (_, group) in groups {
        settle(group, &mut kept, listed);
    }
    kept
}

fn settle(mut group: Vec<Candidate>, kept: &mut Vec<Candidate>, listed: &mut Vec<Listed>) {
    group.sort_by_key(|candidate| candidate.said_at);
    let says = |candidate: &Candidate| (candidate.decision.status, candidate.decision.justification);
    let Some(last) = group.pop() else { return };
    let same_time: Vec<bool> =
        group.iter().map(|other| other.said_at.is_none() || other.said_at == last.said_at).collect();
    let torn = group.iter().zip(&same_time).any(|(other, same)| *same && says(other).0 != says(&last).0);
    for (other, same) in group.into_iter().zip(same_time) {
        let why = match (torn && same, says(&other) == says(&last)) {
            (true, _) => NotTaken::Contradicted,
            (false, true) => NotTaken::SaidTwice,
            (false, false) => NotTaken::Superseded,
        };
        listed.push(listed_of(other, why));
    }
    if torn { listed.push(listed_of(last, NotTaken::Contradicted)) } else { kept.push(last) }
}

/// Sets aside what a decision in force already says, or says otherwise: a document never replaces a person's decision.
fn not_decided(
    candidates: Vec<Candidate>,
    open: &OpenDevice,
    components: &Components,
    now: Instant,
    listed: &mut Vec<Listed>,
) -> Vec<Candidate> {
    let release = open.release.as_ref().and_then(|id| open.dossier.release(id));
    let mut decided: BTreeMap<(usize, String), &Decision> = BTreeMap::new();
    let in_force = release.map(|release| in_force(&release.decisions)).unwrap_or_default();
    for decision in in_force.into_iter().filter(|decision| !is_future(decision, now)) {
        for place in components.of_decision(&decision.component) {
            for id in &decision.vulnerabilities {
                decided.insert((place, id.to_ascii_uppercase()), decision);
            }
        }
    }
    let mut kept = Vec::new();
    for candidate in candidates {
        let ids = candidate.decision.vulnerabilities.iter().map(|id| id.to_ascii_uppercase());
        let held = ids.flat_map(|id| candidate.places.iter().map(move |place| (*place, id.clone())));
        match held.filter_map(|key| decided.get(&key)).next() {
            None => kept.push(candidate),
            Some(decision) => {
                let same = decision.status == candidate.decision.status
                    && decision.justification == candidate.decision.justification;
                let name = name_of(decision);
                let why = if same { NotTaken::AlreadyDecided(name) } else { NotTaken::DecidedOtherwise(name) };
                listed.push(listed_of(candidate, why));
            }
        }
    }
    kept
}

/// What `--write` adds: the decisions, and for each a fact in the register.
pub fn changes(plan: ImportPlan, release: &Id, file: &str, now: Instant) -> Changes {
    let mut changes = Changes::default();
    for Taken { decision, .. } in plan.taken {
        changes.facts.push(v1::Fact {
            place: terms::Place::default(),
            kind: FactKind::Decided,
            happened_at: decision.decided_at.unwrap_or(Dated::utc(now)),
            recorded_at: Dated::utc(now),
            release: Some(release.clone()),
            person: None,
            vulnerabilities: decision.vulnerabilities.clone(),
            findings: Vec::new(),
            mirror: None,
            dossier: None,
            how: Some(format!("tutela triage import {file}")),
        });
        changes.decisions.push((release.clone(), decision));
    }
    changes
}

/// A taken decision in the core's shape, for those who show it.
impl Taken {
    /// The decision as the rules know it.
    pub fn decided(&self) -> Decision {
        self.decision.clone().into_core()
    }
}
