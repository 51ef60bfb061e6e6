//! The components of a device page by page, from what the last check kept.

use super::as_of::{AsOf, reached_then};
use super::kept::{self, Rows, Trouble, answer_row, reached};
use super::shapes::found::{ComponentPage, ComponentRow};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use activities::library_port::KeptId;
use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use serde::Deserialize;
use std::collections::BTreeMap;
use terms::Instant;

/// Which components are asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ComponentsAsked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    limit: Rows,
    state: Option<String>,
    find: Option<String>,
    as_of: Option<AsOf>,
}

/// What of a kept answer is read here.
#[derive(Default, Deserialize)]
struct Answer {
    #[serde(default)]
    device: Device,
    #[serde(default)]
    coverage: Coverage,
}

#[derive(Default, Deserialize)]
struct Device {
    release: Option<String>,
}

#[derive(Default, Deserialize)]
struct Coverage {
    #[serde(default)]
    total: u64,
    #[serde(default)]
    states: BTreeMap<String, u64>,
    #[serde(default)]
    components: Vec<ComponentRow>,
}

/// A page of them.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ComponentsAsked>,
) -> Result<Json<ComponentPage>, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let page = shared.showing(move |shared| page(shared, &caller, &id, &asked)).await?;
    page.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn page(shared: &Shared, caller: &Caller, id: &KeptId, asked: &ComponentsAsked) -> Result<ComponentPage, Trouble> {
    let (revision, limit) = (reached(shared, caller, id)?, asked.limit.count());
    // The pages of one list are of one check, whatever is checked in between.
    let (of, from) = place(&asked.after).map_or((None, 0), |(of, from)| (Some(of), from));
    let then = reached_then(shared, caller, id, asked.as_of)?;
    let check = match of {
        Some(of) => shared.wiring.checks.check(id, Some(of))?,
        None => then.check(shared, id, caller.lang)?,
    };
    let Some(check) = check else { return Ok(nothing()) };
    let Answer { device, coverage } = serde_json::from_slice(&check.answer).map_err(|_| kept::unreadable(id))?;
    let Coverage { total, states, components } = coverage;
    let numbered = components.into_iter().zip(0..).map(|(row, number)| ComponentRow { number, ..row });
    let wanted = numbered.filter(|row| row.number >= from && fits(row, asked));
    let mut items: Vec<ComponentRow> = wanted.take(limit + 1).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| format!("{}-{}", check.at.0, last.number + 1));
    let answer = Some(answer_row(&check, &revision, (&shared.wiring.rooms.mirror(), shared.now()), caller.lang));
    Ok(ComponentPage { items, next, answer, release: device.release, total, states })
}

fn nothing() -> ComponentPage {
    ComponentPage { items: Vec::new(), next: None, answer: None, release: None, total: 0, states: BTreeMap::new() }
}

/// The check that the page before was of, and the number of the next component.
fn place(after: &str) -> Option<(Instant, u64)> {
    let (check, number) = after.split_once('-')?;
    Some((Instant(check.parse().ok()?), number.parse().ok()?))
}

fn fits(row: &ComponentRow, asked: &ComponentsAsked) -> bool {
    let texts = [Some(row.name.as_str()), row.version.as_deref(), row.purl.as_deref()];
    asked.state.as_ref().is_none_or(|state| row.state == *state)
        && kept::holds_words(texts.into_iter().flatten(), asked.find.as_deref().unwrap_or_default())
}
