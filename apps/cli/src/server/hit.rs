//! `tutela hit` over what the store keeps.

use crate::commands::hit::{
    Answered, AnsweredSite, LeftOut, answer, count_units, decided_in, json, several, unknown_json,
};
use crate::edge::{Complaint, Edge};
use crate::status;
use activities::hit::{HitFault, Resolved, Standing, Wanted, hit_device, hit_site, resolve};
use activities::scan::source_states;
use index::HeldKnowledge;
use signing::ApprovalSeals;
use std::path::PathBuf;
use vulnerability::Knowledge;
use web::{Answer, HitAsked, HitStanding};

/// Every id that a vulnerability goes by.
pub(super) fn ids_of(edge: &Edge, knowledge: &HeldKnowledge, id: &str) -> Result<Vec<String>, Complaint> {
    let own = || vec![id.trim().to_owned(), id.trim().to_ascii_uppercase()];
    Ok(match resolve(knowledge, id).map_err(|fault| edge.unusable(&fault))? {
        Resolved::Unknown => own(),
        Resolved::Several(ids) => ids,
        Resolved::One(wanted) => {
            let known = wanted.known_by.into_iter().map(|known| known.record);
            own()
                .into_iter()
                .chain([wanted.vulnerability.id])
                .chain(wanted.vulnerability.aliases)
                .chain(known)
                .collect()
        }
    })
}

pub(super) fn hit(edge: &Edge, knowledge: &HeldKnowledge, id: &str, asked: &HitAsked) -> Result<Answer, Complaint> {
    let HitAsked { dossiers, sites, standings, unchecked, unlisted, mirror } = asked;
    // Another mirror may have come in force since the standings were read; then all of them are of before.
    let is_of_now = *mirror == super::rooms::basis(edge, knowledge.hash());
    let settings = edge.settings();
    let sources = source_states(knowledge, &settings);
    let wanted = match resolve(knowledge, id).map_err(|fault| edge.unusable(&fault))? {
        Resolved::One(wanted) => *wanted,
        Resolved::Several(ids) => return Err(several(edge, id, &ids)),
        Resolved::Unknown => {
            let decided: Vec<_> = dossiers.iter().flat_map(|(name, one)| decided_in(id, name, &**one)).collect();
            let found = dossiers.len() + standings.len() + unchecked.len() + unlisted.dossiers;
            let json = unknown_json(edge, id, &sources, knowledge.hash(), found, &decided);
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
    let told = standings.iter().map(|one| told(edge, &wanted, one, is_of_now));
    let not_checked =
        unchecked.iter().map(|name| Answered { dir: name.clone(), outcome: Err(not_checked(edge, name)) });
    let mut answered: Vec<Answered> = of_dossiers.chain(told).chain(not_checked).collect();
    answered.sort_by(|a, b| a.dir.cmp(&b.dir));
    let of_sites = sites.iter().map(|(name, one)| AnsweredSite {
        dir: name.clone(),
        outcome: hit_site(&**one, knowledge, &wanted, &settings).map_err(fault),
    });
    let of_sites: Vec<AnsweredSite> = of_sites.collect();
    let dirs: Vec<PathBuf> = answered.iter().map(|one| PathBuf::from(&one.dir)).collect();
    count_units(&mut answered, &dirs, &of_sites);
    let mut answer = answer(edge, wanted, (answered, of_sites), Vec::new(), sources, knowledge.hash());
    answer.leave_out(LeftOut {
        dossiers: unlisted.dossiers,
        known: if is_of_now { unlisted.known } else { 0 },
        unknown: unlisted.unknown + if is_of_now { 0 } else { unlisted.known },
        countable: unlisted.countable,
        watched: unlisted.watched,
        oldest: unlisted.oldest,
    });
    Ok(Answer { json: json(edge, &answer), status: answer.status })
}

/// A dossier as its last check saw it.
fn told(edge: &Edge, wanted: &Wanted, one: &HitStanding, is_of_now: bool) -> Answered {
    let outcome = match Standing::of_json(&one.details) {
        Some(standing) => Ok(standing.hit(wanted, one.is_current && is_of_now)),
        None => Err(not_checked(edge, &one.name)),
    };
    Answered { dir: one.name.clone(), outcome }
}

fn not_checked(edge: &Edge, name: &str) -> Complaint {
    let what = edge.lang.pick(
        format!("{name}: nothing is known of it: it was not checked, or not read whole"),
        format!("{name}: 未確認、または全体を読み取れないため、判定できません"),
    );
    let next = edge.lang.pick("open its page, which checks it and says why", "ページを開くと確認し、理由を表示します");
    Complaint { status: status::NO_ANSWER, ..Complaint::new(what, next) }
}
