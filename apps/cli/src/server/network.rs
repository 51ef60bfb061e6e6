//! `tutela network` and `tutela site` about sites and dossiers that are not in a folder.

use super::rooms::CommandRooms;
use crate::commands::site_add_rules::{Said, taken};
use crate::commands::{network_kept, network_mud, network_sheet};
use crate::edge::Complaint;
use activities::site_port::Sites;
use formats::firewall::RuleFile;
use site::Configuration;
use terms::{Choice, Lang};
use web::{Answer, Asking, DraftAsked, IsolationAsked, NetworkRooms, NewRules, ProfileOf, Refusal, RulesOffered};

fn answer((json, status): (Vec<u8>, u8)) -> Answer {
    Answer { json, status }
}

impl NetworkRooms for CommandRooms {
    fn generate_rules(&self, asking: Asking, site: &dyn Sites, asked: &DraftAsked) -> Result<Answer, Refusal> {
        let json = network_kept::generate(&self.edge(asking), site, asked)?;
        Ok(Answer { json, status: 0 })
    }

    fn isolate(&self, asking: Asking, site: &dyn Sites, asked: &IsolationAsked) -> Result<Answer, Refusal> {
        let json = network_kept::isolate(&self.edge(asking), site, asked)?;
        Ok(Answer { json, status: 0 })
    }

    fn compare_rules(&self, asking: Asking, site: &dyn Sites, new: NewRules<'_>) -> Result<Answer, Refusal> {
        Ok(answer(network_kept::compare(&self.edge(asking), site, new)?))
    }

    fn reach(&self, asking: Asking, site: &dyn Sites, unit: &str, firewall: &str) -> Result<Answer, Refusal> {
        Ok(answer(network_kept::reach(&self.edge(asking), site, unit, firewall)?))
    }

    fn add_rules(&self, asking: Asking, site: &dyn Sites, rules: RulesOffered<'_>) -> Result<Answer, Refusal> {
        let RulesOffered { firewall, captured_at, captured_by, configuration, language, file, bytes, write } = rules;
        let said = Said {
            firewall,
            captured_at,
            captured_by,
            configuration: said_configuration(asking.lang, configuration)?,
            language: Some(language).filter(|name| !name.is_empty()),
        };
        let files = [RuleFile::new(file, bytes.to_vec())];
        let taken = taken(&self.edge(asking), site, &said, (&files, write))?;
        Ok(Answer { json: taken.json(asking.lang), status: 0 })
    }

    fn sheet(&self, asking: Asking, of: ProfileOf<'_>) -> Result<Answer, Refusal> {
        Ok(answer(network_sheet::json_of(&self.edge(asking), of.dossier, of.profile)?))
    }

    fn mud(&self, asking: Asking, profile: Option<&[u8]>, url: &str) -> Result<Answer, Refusal> {
        Ok(answer(network_mud::json_of(&self.edge(asking), profile, url)?))
    }
}

fn said_configuration(lang: Lang, name: &str) -> Result<Option<Configuration>, Complaint> {
    let all = [Configuration::Running, Configuration::Stored];
    match all.into_iter().find(|one| one.name() == name) {
        None if !name.is_empty() => Err(Complaint::new(
            lang.pick("there is no such configuration", "その設定の種類はありません"),
            all.map(Configuration::name).join(", "),
        )),
        found => Ok(found),
    }
}
