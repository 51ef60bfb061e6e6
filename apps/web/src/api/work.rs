//! What the caller's roles have to do now: the home page of everybody.

use super::kept::{Paged, Trouble, list};
use super::shapes::kept::{AnswerRow, KeptRow};
use super::shapes::work::{Work, WorkChange, WorkItem, WorkSource};
use crate::guard::{Caller, fault_of, roles};
use crate::problem::Problem;
use crate::rooms::{Asking, SourceAge};
use crate::state::Shared;
use activities::jobs_port::{WorkAsked, WorkItem as Due, WorkState};
use activities::library_port::KeptKind;
use activities::role::Permission;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use terms::{Instant, Lang};

/// Items of the watch that are shown, at most; the rest follows when these are done.
const SHOWN: u32 = 200;

/// Its items, worst first, and the age of every source.
pub(crate) async fn list_work(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Work>, Problem> {
    let lang = caller.lang;
    let work = shared.blocking(move |shared| work(shared, &caller)).await?;
    work.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn work(shared: &Shared, caller: &Caller) -> Result<Work, Trouble> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let sources = shared.wiring.rooms.sources(asking)?;
    let mut items: Vec<(u8, WorkItem)> = sources.iter().filter_map(|source| old_source(source, caller.lang)).collect();
    if sources.is_empty() {
        items.push((1, no_source(caller.lang)));
    }
    for (kind, permission) in [(KeptKind::Dossier, Permission::ReadDevices), (KeptKind::Site, Permission::ReadSites)] {
        if !caller.may.contains(&permission) {
            continue;
        }
        let mut paged = Paged { after: String::new(), limit: Some(200) };
        loop {
            let page = list(shared, caller, kind, &paged)?;
            items.extend(page.items.iter().filter_map(|row| of_row(row, kind, caller.lang)));
            match page.next {
                Some(next) => paged.after = next,
                None => break,
            }
        }
    }
    items.extend(of_watch(shared, caller, asking.now)?);
    items.sort_by(|(rank, a), (other, b)| rank.cmp(other).then_with(|| a.id.cmp(&b.id)));
    Ok(Work {
        as_of: asking.now.to_string(),
        items: items.into_iter().map(|(_, item)| item).collect(),
        sources: sources.into_iter().map(source_row).collect(),
    })
}

/// Says that an item was seen, or is done. Only who holds its role may.
pub(crate) async fn change(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<i64>,
    Json(asked): Json<WorkChange>,
) -> Result<StatusCode, Problem> {
    let lang = caller.lang;
    let Some(state) = WorkState::of(&asked.state) else {
        let what =
            lang.pick(format!("“{}” is no state", asked.state), format!("「{}」という状態はありません", asked.state));
        return Err(Problem::bad_request(what, "open | acknowledged | done"));
    };
    let changed = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let (now, jobs) = (shared.now(), &shared.wiring.jobs);
        let Some(user) = &caller.user else { return Ok(false) };
        let Some(item) = jobs.work_item(&user.tenant, id)? else { return Ok(false) };
        let own = roles(user, now).any(|(role, _)| role.name() == item.role);
        let own = own && reaches(&caller, &item.subject, now);
        Ok(own && jobs.set_work(&user.tenant, id, state, &caller.by, now)?)
    });
    match changed.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(lang)),
    }
}

/// What the watch found for the roles of the caller.
fn of_watch(shared: &Shared, caller: &Caller, now: Instant) -> Result<Vec<(u8, WorkItem)>, StoreFault> {
    let Some(user) = &caller.user else { return Ok(Vec::new()) };
    let held: Vec<&str> = roles(user, now).map(|(role, _)| role.name()).collect();
    let asked = WorkAsked { tenant: &user.tenant, roles: &held, done_too: false, after: None, limit: SHOWN };
    // No role at all would ask for every role.
    let due = if held.is_empty() { Vec::new() } else { shared.wiring.jobs.work(&asked)? };
    let reached = due.iter().filter(|due| reaches(caller, &due.subject, now));
    Ok(reached.map(|due| found(shared, due, caller.lang)).collect())
}

/// Whether the caller's roles are for what an item is about.
fn reaches(caller: &Caller, subject: &str, now: Instant) -> bool {
    let about = subject.split([' ', '#']).next().unwrap_or_default();
    match about.split_once('/') {
        Some(("dossier", name)) => caller.within(now, Permission::ReadDevices, &format!("family:{name}")),
        Some(("site", name)) => caller.within(now, Permission::ReadSites, &format!("site:{name}")),
        _ => true,
    }
}

/// What a finding says of itself, in no language.
#[derive(Default, Deserialize)]
struct Facts {
    #[serde(default)]
    priority: String,
    vulnerability: Option<Named>,
    component: Option<Named>,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
}

fn found(shared: &Shared, due: &Due, lang: Lang) -> (u8, WorkItem) {
    let facts: Facts = serde_json::from_slice(&due.facts).unwrap_or_default();
    let about = due.subject.split(' ').next().unwrap_or_default();
    let (kind, name) = about.split_once('/').unwrap_or(("dossier", about));
    let noun = if kind == "site" { "sites" } else { "devices" };
    if due.code == super::emergency::CODE {
        let who = facts.component.map(|one| one.name).unwrap_or_default();
        let (title, detail) = super::emergency::said(&who, &facts.reason, lang);
        return (0, item_of(due, "emergency", (title, detail), "/log".to_owned(), true));
    }
    let vulnerability = facts.vulnerability.map(|one| one.id);
    let component = facts.component.map(|one| format!("{} {}", one.name, one.version));
    let words = [Some(name.to_owned()), vulnerability, component, Some(due.code.clone())];
    let title = words.into_iter().flatten().take(3).collect::<Vec<_>>().join(" · ");
    let waits = due.code == super::decisions::WAITS;
    let meaning = match waits {
        true => lang.pick("a decision waits for a second person", "判断が別の人の承認を待っています").to_owned(),
        false => shared.wiring.rooms.explain(lang, &due.code).map(|[what, ..]| what).unwrap_or_default(),
    };
    let since = lang.pick(format!("since {}", due.created), format!("{} から", due.created));
    let urgent = facts.priority == "blocking";
    let href = if waits { "/approvals".to_owned() } else { format!("/{noun}/{name}") };
    let item = item_of(due, "finding", (title, format!("{meaning} ({since})")), href, urgent);
    (if urgent { 0 } else { 1 }, item)
}

fn item_of(due: &Due, kind: &'static str, (title, detail): (String, String), href: String, urgent: bool) -> WorkItem {
    WorkItem { id: due.id.to_string(), kind, title, detail, href, due: due.due.map(|due| due.to_string()), urgent }
}

fn source_row(source: SourceAge) -> WorkSource {
    let SourceAge { name, state, age_days, limit_days } = source;
    WorkSource { name, state, age_days, limit_days }
}

/// A source that says nothing any more.
fn old_source(source: &SourceAge, lang: Lang) -> Option<(u8, WorkItem)> {
    if source.state == "fresh" {
        return None;
    }
    let SourceAge { name, age_days, limit_days, .. } = source;
    let age = match age_days {
        Some(days) => lang
            .pick(format!("{days} days old, allowed are {limit_days}"), format!("{days} 日前（許容 {limit_days} 日）")),
        None => lang.pick("nobody dated it, or it is not held", "日付がないか、保持していません").to_owned(),
    };
    let item = WorkItem {
        id: format!("source {name}"),
        kind: "source",
        title: lang.pick(format!("{name} is too old to mean anything"), format!("{name} が古く、判断に使えません")),
        detail: age,
        href: "/feeds".to_owned(),
        due: None,
        urgent: true,
    };
    Some((1, item))
}

fn no_source(lang: Lang) -> WorkItem {
    WorkItem {
        id: "source".to_owned(),
        kind: "source",
        title: lang
            .pick(
                "no feed is held: nothing can be said about any device",
                "フィードがなく、どの機器についても回答できません",
            )
            .to_owned(),
        detail: lang
            .pick("tutela feeds import, or tutela feeds sync", "tutela feeds import または tutela feeds sync")
            .to_owned(),
        href: "/feeds".to_owned(),
        due: None,
        urgent: true,
    }
}

/// What a dossier or site asks for; nothing when its last answer is of now and nothing blocks or waits.
fn of_row(row: &KeptRow, kind: KeptKind, lang: Lang) -> Option<(u8, WorkItem)> {
    let noun = match kind {
        KeptKind::Dossier => "devices",
        KeptKind::Site => "sites",
    };
    let item = |rank: u8, title: String, detail: String| {
        let href = format!("/{noun}/{}", row.id);
        let item = WorkItem {
            id: format!("{noun} {}", row.id),
            kind: "answer",
            title,
            detail,
            href,
            due: None,
            urgent: rank == 0,
        };
        Some((rank, item))
    };
    let Some(answer) = &row.answer else {
        let title = lang.pick(format!("{}: never checked", row.id), format!("{}: 未確認", row.id));
        return item(2, title, lang.pick("open its page to check it", "ページを開くと確認します").to_owned());
    };
    let title = format!("{}: {}", row.id, answer.verdict_text);
    match answer.verdict.as_str() {
        "blocking" => item(0, title, said(answer, lang)),
        "undecided" => item(1, title, said(answer, lang)),
        "nothing-blocking" if answer.current => None,
        "nothing-blocking" => item(
            3,
            title,
            lang.pick(
                "the answer is from before the newest revision or feed",
                "最新の版またはフィードより前の回答です",
            )
            .to_owned(),
        ),
        _ => item(1, title, said(answer, lang)),
    }
}

fn said(answer: &AnswerRow, lang: Lang) -> String {
    let count = |name: &str| answer.counts.get(name).copied().unwrap_or(0);
    let [open, exploited] = [count("blocking") + count("undecided"), count("exploited")];
    let [watched, countable] = [count("watched"), count("countable")];
    lang.pick(
        format!("open findings {open}, known exploited {exploited}, watched {watched} of {countable} components; as of {}", answer.at),
        format!("未解決の所見 {open} 件（悪用確認済み {exploited} 件）、構成要素 {countable} 件中 {watched} 件を監視、{} 時点", answer.at),
    )
}
