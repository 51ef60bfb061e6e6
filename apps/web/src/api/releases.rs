//! The releases of a device, and where it stands in its life.

use super::as_of::{AsOfAsked, reached_then};
use super::kept::{self, Trouble};
use super::shapes::kept::{ReleaseRow, Releases};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use activities::dossier_port::LoadedDossier;
use activities::library_port::KeptId;
use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use std::collections::BTreeMap;
use terms::{Choice, Day, When};

/// The releases that a revision holds.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<AsOfAsked>,
) -> Result<Json<Releases>, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let listed = shared.blocking(move |shared| -> Result<Releases, Trouble> {
        let then = reached_then(shared, &caller, &id, asked.as_of)?;
        let names = shared.wiring.library.list(&id, then.state())?;
        let mut releases: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for name in names.keys() {
            if let Some((release, file)) = name.strip_prefix("releases/").and_then(|rest| rest.split_once('/')) {
                releases.entry(release).or_default().push(file.to_owned());
            }
        }
        // What people wrote is small; SBOMs are not read.
        let files = shared.wiring.library.files(&id, then.state(), &|name| name.ends_with(".yaml"))?;
        let dossier = shared.wiring.rooms.reader().dossier(&kept::by_name(&files)).load().ok();
        let today = then.at.unwrap_or(shared.now()).day();
        Ok(stated(dossier.as_ref(), releases, today))
    });
    listed.await?.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn stated(dossier: Option<&LoadedDossier>, releases: BTreeMap<&str, Vec<String>>, today: Day) -> Releases {
    let states: BTreeMap<String, &'static str> = dossier
        .into_iter()
        .flat_map(|dossier| &dossier.releases)
        .filter_map(|one| Some((one.id.to_string(), one.release.as_ref()?.state.name())))
        .collect();
    let device = dossier.and_then(|dossier| dossier.device.as_ref());
    let aliases = device.into_iter().flat_map(|device| &device.aliases);
    let udi_dis = aliases.filter(|one| one.kind.name() == "udi-di").map(|one| one.value.clone()).collect();
    let period = device.and_then(|device| device.support_dates.as_ref());
    let released = states.values().any(|state| !["development", "candidate"].contains(state))
        || period.and_then(|period| period.release).and_then(|when| when.is_past(today)) == Some(true);
    let (life, support) = period.map_or((None, None), |period| (period.end_of_life, period.end_of_support));
    let said = |when: Option<When>| when.filter(|when| *when != When::Unknown).map(|when| when.to_string());
    let row =
        |(id, files): (&str, Vec<String>)| ReleaseRow { id: id.to_owned(), files, state: states.get(id).copied() };
    Releases {
        items: releases.into_iter().map(row).collect(),
        udi_dis,
        stage: stage([life, support], released, today),
        end_of_life: said(life),
        end_of_support: said(support),
    }
}

/// The stage of IMDRF N70 on a day; what is not stated is not guessed.
fn stage([life, support]: [Option<When>; 2], released: bool, today: Day) -> Option<&'static str> {
    let past = |when: Option<When>| when.and_then(|when| when.is_past(today));
    match (past(life), past(support)) {
        (_, Some(true)) => Some("end-of-support"),
        (Some(true), _) => Some("limited-support"),
        _ if !released => Some("development"),
        (Some(false), _) => Some("support"),
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::stage;
    use terms::{Day, When};

    fn expect(life: &str, support: &str, released: bool, told: Option<&str>) {
        let today = Day::parse("2026-11-23").unwrap();
        assert_eq!(stage([life, support].map(When::parse), released, today), told, "{life} {support} {released}");
    }

    #[test]
    fn the_stage_follows_what_is_stated_and_is_not_guessed() {
        expect("2028-03-31", "2033-03", true, Some("support"));
        expect("2028-03-31", "2033-03", false, Some("development"));
        expect("2026-10", "2033-03", true, Some("limited-support"));
        expect("2020-01-01", "2026-11-22", true, Some("end-of-support"));
        expect("unknown", "2033-03", true, None);
        expect("not before 2026-01-01", "unknown", true, None);
    }
}
