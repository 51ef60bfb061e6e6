//! What makers say of vulnerabilities in their releases, beside what the site finds itself. It never takes a finding away.

use super::{CheckedSite, OpenSite};
use crate::package::HeldPackage;
use device::ProductStatus;
use site::{MakerWord, Signer};
use terms::{Lang, Priority};

/// A maker's word about a vulnerability of a release in use.
#[derive(Clone, Debug)]
pub struct MakerStatement<'c> {
    /// The vulnerability.
    pub vulnerability: &'c str,
    /// The release, by its place in [`OpenSite::releases`].
    pub release: usize,
    /// The component.
    pub component: String,
    /// The status they state.
    pub status: ProductStatus,
    /// In words, English and Japanese.
    pub words: [&'c str; 2],
    /// Whether it takes the finding out of the verdict; it stays listed all the same.
    pub counted: bool,
    /// The package it came in.
    pub package: Option<&'c HeldPackage>,
    /// What the site holds of its signer.
    pub policy: Option<&'c Signer>,
    /// Units that run the release.
    pub units: usize,
}

impl OpenSite {
    /// The signed package of a received dossier.
    pub fn package(&self, received: &str) -> Option<&HeldPackage> {
        self.packages.iter().find(|held| held.received == received)?.package.as_ref()
    }

    /// What the site holds of the key that signed a package.
    pub fn policy(&self, package: &HeldPackage) -> Option<&Signer> {
        policy(self.site.site.as_ref(), package.signer.as_deref()?)
    }
}

/// What site.yaml says about a key.
pub(super) fn policy<'s>(site: Option<&'s site::Site>, key: &str) -> Option<&'s Signer> {
    // A later entry replaces an earlier one.
    site?.signers.iter().rev().find(|signer| signer.key.as_str() == key)
}

/// Whether the statements of a package's signer count: signed, in no doubt, and the site has said so.
pub(super) fn counts(site: Option<&site::Site>, held: &crate::package::Held) -> bool {
    let signer = held.package.as_ref().and_then(|package| package.signer.as_deref());
    let policy = signer.and_then(|signer| policy(site, signer));
    !held.in_doubt && policy.is_some_and(|policy| policy.not_affected == MakerWord::Counted)
}

impl MakerStatement<'_> {
    /// Who signed the package, as the site calls them, else the first digits of the key.
    pub fn signer(&self, lang: Lang) -> Option<String> {
        let key = self.package?.signer.as_deref()?;
        let named = self.policy.map(|policy| policy.name.get(lang)).filter(|name| !name.is_empty());
        Some(named.map_or_else(|| key.get(..16).unwrap_or(key).to_owned(), str::to_owned))
    }
}

impl CheckedSite<'_> {
    /// Every word of a maker about a vulnerability of a release in use, by vulnerability.
    pub fn maker_statements<'c>(&'c self, open: &'c OpenSite) -> Vec<MakerStatement<'c>> {
        let mut statements = Vec::new();
        for (place, (release, (checked, said))) in
            open.releases.iter().zip(self.releases.iter().zip(&self.said)).enumerate()
        {
            let scan = &checked.scan;
            let package = open.package(&open.models[release.model].received);
            for ((component, finding), decided) in &said.maker {
                let found = &scan.findings[*finding as usize];
                statements.push(MakerStatement {
                    vulnerability: &scan.vulnerabilities[found.vulnerability as usize].id,
                    release: place,
                    component: scan.title(*component),
                    status: decided.status,
                    words: [&decided.en, &decided.ja],
                    counted: decided.status == ProductStatus::NotAffected
                        && decided.priority == Priority::Note
                        && !said.own.contains_key(&(*component, *finding)),
                    package,
                    policy: package.and_then(|package| open.policy(package)),
                    units: release.units.len(),
                });
            }
        }
        statements.sort_by(|a, b| {
            (a.vulnerability, a.release, &a.component).cmp(&(b.vulnerability, b.release, &b.component))
        });
        statements
    }
}
