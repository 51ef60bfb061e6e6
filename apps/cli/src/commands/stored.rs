//! The rules that a site keeps of a firewall.

use super::network_place::hash;
use crate::edge::{Complaint, Edge};
use activities::stored_rules::{KeptRules, RuleShelf, RulesGap, kept_rules};
use device::Id;
use dossier_folder::SiteFolder;
use std::path::Path;

/// The rules kept of a firewall; none, changed ones and those without a day are refused.
pub(super) fn kept(edge: &Edge, dir: &Path, firewall: &str) -> Result<KeptRules, Complaint> {
    kept_at(edge, &SiteFolder::new(dir), firewall)
}

/// The same wherever the site is kept; `None` where there are none.
pub(super) fn kept_if_any(edge: &Edge, shelf: &dyn RuleShelf, firewall: &str) -> Result<Option<KeptRules>, Complaint> {
    let none = Id::try_from(firewall).is_ok_and(|id| shelf.rules(&id).is_ok_and(|files| files.is_empty()));
    if none { Ok(None) } else { kept_at(edge, shelf, firewall).map(Some) }
}

/// The rules that are kept, wherever the site is.
pub(super) fn kept_at(edge: &Edge, shelf: &dyn RuleShelf, firewall: &str) -> Result<KeptRules, Complaint> {
    let lang = edge.lang;
    let say = |gap: RulesGap| {
        let [what, next] = gap.say(lang);
        Complaint::new(what, next)
    };
    let id = Id::try_from(firewall).map_err(|_| {
        Complaint::new(
            lang.pick(
                format!("--firewall: “{firewall}” is no id"),
                format!("--firewall: 「{firewall}」は id ではありません"),
            ),
            "networks.yaml",
        )
    })?;
    kept_rules(shelf, &id, hash)
        .map_err(|fault| {
            let [what, next] = fault.say(lang);
            Complaint::new(what, next)
        })?
        .map_err(say)
}
