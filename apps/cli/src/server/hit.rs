//! `tutela hit` over what the store keeps.

use crate::commands::hit::{Answered, AnsweredSite, answer, count_units, decided_in, json, several, unknown_json};
use crate::edge::{Complaint, Edge};
use crate::status;
use activities::dossier_port::Dossiers;
use activities::hit::{HitFault, Resolved, hit_device, hit_site, resolve};
use activities::scan::source_states;
use activities::site_port::Sites;
use index::HeldKnowledge;
use signing::ApprovalSeals;
use std::path::PathBuf;
use vulnerability::Knowledge;
use web::Answer;

pub(super) fn hit(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    id: &str,
    dossiers: &[(String, Box<dyn Dossiers>)],
    sites: &[(String, Box<dyn Sites>)],
) -> Result<Answer, Complaint> {
    let settings = edge.settings();
    let sources = source_states(knowledge, &settings);
    let wanted = match resolve(knowledge, id).map_err(|fault| edge.unusable(&fault))? {
        Resolved::One(wanted) => *wanted,
        Resolved::Several(ids) => return Err(several(edge, id, &ids)),
        Resolved::Unknown => {
            let decided: Vec<_> = dossiers.iter().flat_map(|(name, one)| decided_in(id, name, &**one)).collect();
            let json = unknown_json(edge, id, &sources, knowledge.hash(), dossiers.len(), &decided);
            return Ok(Answer { json, status: status::NO_ANSWER });
        }
    };
    let fault = |fault: HitFault| match fault {
        HitFault::Dossier(fault) => {
            let [what, next] = fault.say(edge.lang);
            Complaint::new(what, next)
        }
        HitFault::Knowledge(fault) => edge.unusable(&fault),
    };
    let of_dossiers = dossiers.iter().map(|(name, one)| Answered {
        dir: name.clone(),
        outcome: hit_device(&**one, Some(&ApprovalSeals), knowledge, &wanted, &settings).map_err(fault),
    });
    let mut of_dossiers: Vec<Answered> = of_dossiers.collect();
    let of_sites = sites.iter().map(|(name, one)| AnsweredSite {
        dir: name.clone(),
        outcome: hit_site(&**one, knowledge, &wanted, &settings).map_err(fault),
    });
    let of_sites: Vec<AnsweredSite> = of_sites.collect();
    let dirs: Vec<PathBuf> = dossiers.iter().map(|(name, _)| PathBuf::from(name)).collect();
    count_units(&mut of_dossiers, &dirs, &of_sites);
    let answer = answer(edge, wanted, (of_dossiers, of_sites), Vec::new(), sources, knowledge.hash());
    Ok(Answer { json: json(edge, &answer), status: answer.status })
}
