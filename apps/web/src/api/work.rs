//! What the caller's roles have to do now: the home page of everybody.

use super::kept::{LISTED_FOR, Trouble, scope_of, seen_by, verdict_text};
use super::shapes::work::{Work, WorkChange, WorkItem};
use super::work_sources;
use crate::guard::{Caller, fault_of, roles};
use crate::problem::Problem;
use crate::ready::Ready;
use crate::rooms::{Asking, WardChecked};
use crate::state::Shared;
use crate::wards::{seen, touches, wards_alone, wards_of};
use activities::checks_port::KeptCheck;
use activities::jobs_port::{WorkAsked, WorkItem as Due, WorkState};
use activities::library_port::{KeptId, KeptKind};
use activities::notify::weight::Weight;
use activities::role::Permission;
use activities::scope::Scope;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use serde::Deserialize;
use std::cmp::Reverse;
use std::sync::Arc;
use terms::{Instant, Lang};

/// Items of the watch that are shown, at most; the rest follows when these are done.
const SHOWN: u32 = 200;

/// Items that are looked at to find those that cannot wait.
const LOOKED_AT: u32 = 1_000;

/// So many times as many are read to find those that a scoped role reaches.
const MOST_PAGES: usize = 20;

/// Its items, worst first, and the age of every source.
pub(crate) async fn list_work(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = caller.lang;
    let now = shared.now();
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let key = format!("work {tenant} {}", seen_by(&caller, now));
    if let Some(ready) = shared.kept.get(&key, now, LISTED_FOR) {
        return Ok(ready.respond(&headers));
    }
    let made = shared.showing(move |shared| -> Result<Arc<Ready>, Trouble> {
        let turn = shared.kept.turn();
        let json = serde_json::to_vec(&work(shared, &caller)?).unwrap_or_default();
        let ready = Arc::new(Ready::new(json));
        shared.kept.put_list(key, now, turn, &ready);
        Ok(ready)
    });
    made.await?.map(|ready| ready.respond(&headers)).map_err(|trouble| trouble.problem(lang))
}

fn work(shared: &Shared, caller: &Caller) -> Result<Work, Trouble> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let sources = shared.wiring.rooms.sources(asking)?;
    let mut items: Vec<(u8, WorkItem)> =
        work_sources::items(&sources, caller.lang).into_iter().map(|item| (1, item)).collect();
    for (kind, permission) in [(KeptKind::Dossier, Permission::ReadDevices), (KeptKind::Site, Permission::ReadSites)] {
        // Counts and ends of lists are of all that is kept: nothing that a ward is told.
        if caller.may.contains(&permission) && caller.is_beyond_wards(asking.now, permission) {
            of_kept(shared, caller, kind, permission, &mut items)?;
        }
    }
    of_wards(shared, caller, asking.now, &mut items)?;
    items.extend(of_watch(shared, caller, asking.now)?);
    items.sort_by(|(rank, a), (other, b)| rank.cmp(other).then_with(|| a.id.cmp(&b.id)));
    Ok(Work {
        as_of: asking.now.to_string(),
        items: items.into_iter().map(|(_, item)| item).collect(),
        sources: sources.into_iter().map(work_sources::row).collect(),
    })
}

/// Dossiers or sites whose last answer asks for something, those that have none, and how many answers are not of now.
fn of_kept(
    shared: &Shared,
    caller: &Caller,
    kind: KeptKind,
    permission: Permission,
    items: &mut Vec<(u8, WorkItem)>,
) -> Result<(), StoreFault> {
    let (checks, now) = (&shared.wiring.checks, shared.now());
    let Some(user) = &caller.user else { return Ok(()) };
    let within = |id: &KeptId| caller.within(now, permission, &scope_of(id));
    for (verdict, rank) in [("blocking", 0), ("undecided", 1), ("no-answer", 1)] {
        let asking = checks.with_verdict(&user.tenant, kind, verdict, SHOWN)?;
        let full = asking.len() as u64 >= u64::from(SHOWN);
        let own = asking.iter().filter(|(id, _)| within(id));
        items.extend(own.map(|(id, check)| (rank, of_answer(id, check, caller.lang, rank == 0))));
        if full {
            items.push((rank, more(kind, verdict, verdict_text(verdict, caller.lang), caller.lang)));
        }
    }
    let unchecked = checks.never_checked(&user.tenant, kind, SHOWN)?;
    if unchecked.len() as u64 >= u64::from(SHOWN) {
        items.push((2, more(kind, "never-checked", caller.lang.pick("never checked", "未確認"), caller.lang)));
    }
    let ids = unchecked.into_iter().map(|name| KeptId { tenant: user.tenant.clone(), kind, name });
    items.extend(ids.filter(within).map(|id| (2, never_checked(&id, caller.lang))));
    let older = checks.of_other_generations(&user.tenant, kind, &shared.wiring.rooms.mirror())?;
    if older > 0 {
        items.push((3, of_before(kind, older, caller.lang)));
    }
    Ok(())
}

/// What the answers about the caller's wards ask for. An all-clear of a ward asks for nothing and is none of the site.
fn of_wards(shared: &Shared, caller: &Caller, now: Instant, items: &mut Vec<(u8, WorkItem)>) -> Result<(), StoreFault> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    for (site, wards) in wards_alone(caller, now) {
        let (id, names) = (KeptId::site(tenant, &site), wards.join(caller.lang.pick(", ", "、")));
        let (verdict, detail) = match seen(shared, &id, &wards, caller.lang) {
            Ok(seen) => (seen.checked.verdict, ward_said(&seen.checked, caller.lang)),
            Err(Trouble::Store(fault)) => return Err(fault),
            Err(Trouble::Nothing) => continue,
            Err(Trouble::Room(refusal)) => ("no-answer", refusal.what),
        };
        let rank = match verdict {
            "blocking" => 0,
            "nothing-blocking" => continue,
            _ => 1,
        };
        let title = format!("{site} · {names}: {}", verdict_text(verdict, caller.lang));
        items.push((rank, about(&id, title, detail, rank == 0)));
    }
    Ok(())
}

fn ward_said(checked: &WardChecked, lang: Lang) -> String {
    let WardChecked { installed, blind, components: (watched, countable), .. } = checked;
    lang.pick(
        format!("of these wards alone: {installed} units, of which nobody can tell about {blind}; watched {watched} of {countable} components"),
        format!("この病棟のみ: 設置機器 {installed} 台（うち判定できない {blind} 台）、構成要素 {countable} 件中 {watched} 件を監視"),
    )
}

/// Says that an item was seen, or is done. Only who holds its role may, or who was told of it in their place.
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
        let told = shared.wiring.notices.notices_about(id)?.iter().any(|notice| notice.account == user.id);
        let own = told || roles(user, now).any(|(role, _)| role.name() == item.role);
        let own = own && (told || changes(shared, &caller, &item, now));
        let changed = own && jobs.set_work(&user.tenant, id, state, &caller.by, now)?;
        Ok(changed)
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
    let (mut due, open) = own_work(shared, caller, (&user.tenant, &held), now)?;
    // What cannot wait first, then what is due first, then what is newest: nothing new hides behind a long list.
    let urgent = |due: &Due| Weight::of(due).urgency.is_some();
    due.sort_by_cached_key(|due| (!urgent(due), due.due.unwrap_or(Instant(i64::MAX)), Reverse(due.created), due.id));
    let hidden = due.len().saturating_sub(SHOWN as usize);
    due.truncate(SHOWN as usize);
    let mut items: Vec<(u8, WorkItem)> = due.iter().map(|due| found(shared, due, caller.lang)).collect();
    if hidden > 0 || open {
        items.push((1, more_work(hidden, open, caller.lang)));
    }
    Ok(items)
}

/// Open items of these roles that the caller's roles reach, and whether reading stopped before the last of them.
fn own_work(
    shared: &Shared,
    caller: &Caller,
    (tenant, held): (&str, &[&str]),
    now: Instant,
) -> Result<(Vec<Due>, bool), StoreFault> {
    let (mut own, mut after) = (Vec::new(), None);
    // No role at all would ask for every role.
    let pages = if held.is_empty() { 0 } else { MOST_PAGES };
    for _ in 0..pages {
        let asked = WorkAsked { tenant, roles: held, done_too: false, after, limit: LOOKED_AT };
        let page = shared.wiring.jobs.work(&asked)?;
        after = page.last().map(|last| (last.due.map_or(i64::MAX, |due| due.0), last.id));
        let full = page.len() as u64 >= u64::from(LOOKED_AT);
        own.extend(page.into_iter().filter(|due| reaches(shared, caller, due, now)));
        if !full {
            return Ok((own, false));
        }
        if own.len() as u64 >= u64::from(LOOKED_AT) {
            return Ok((own, true));
        }
    }
    Ok((own, pages > 0))
}

/// That there is more work than is shown.
fn more_work(hidden: usize, open: bool, lang: Lang) -> WorkItem {
    let least = if open { lang.pick("at least ", "少なくとも ") } else { "" };
    WorkItem {
        id: "work more".to_owned(),
        kind: "finding",
        title: lang.pick(
            format!("{least}{hidden} further items of work are not shown"),
            format!("ほかに{least}{hidden} 件の作業があり、表示していません"),
        ),
        detail: lang
            .pick("they follow when those above are acknowledged as done", "上の作業を完了にすると順に表示されます")
            .to_owned(),
        href: "/".to_owned(),
        due: None,
        urgent: false,
    }
}

/// What an item is about, as roles are scoped, with the permission to read it; `None` when it is about no folder.
fn scope_of_item(subject: &str) -> Option<(Permission, String)> {
    let about = subject.split([' ', '#']).next().unwrap_or_default();
    match about.split_once('/')? {
        ("dossier", name) => Some((Permission::ReadDevices, format!("family:{name}"))),
        ("site", name) => Some((Permission::ReadSites, format!("site:{name}"))),
        _ => None,
    }
}

/// Whether the caller may read what an item is about.
fn reaches(shared: &Shared, caller: &Caller, item: &Due, now: Instant) -> bool {
    match scope_of_item(&item.subject) {
        None => is_for_all(caller, item, now),
        Some((permission, scope)) => {
            caller.within(now, permission, &scope) || in_a_ward(shared, caller, item, &scope, now)
        }
    }
}

/// Whether the caller's roles are for what an item is about; an emergency opens reading alone.
fn changes(shared: &Shared, caller: &Caller, item: &Due, now: Instant) -> bool {
    match scope_of_item(&item.subject) {
        None => is_for_all(caller, item, now),
        Some((permission, scope)) => {
            caller.within_roles(now, permission, &scope) || in_a_ward(shared, caller, item, &scope, now)
        }
    }
}

/// What is about no folder is nothing for who holds its role for wards alone.
fn is_for_all(caller: &Caller, item: &Due, now: Instant) -> bool {
    let held = caller.user.iter().flat_map(|user| roles(user, now));
    let mut own = held.filter(|(role, _)| role.name() == item.role).map(|(_, scope)| Scope::of(scope)).peekable();
    own.peek().is_none() || own.any(|scope| !matches!(scope, Scope::Ward { .. } | Scope::Nothing))
}

/// Whether an item about a site belongs to a ward that the caller's roles are for.
fn in_a_ward(shared: &Shared, caller: &Caller, item: &Due, scope: &str, now: Instant) -> bool {
    let Some(site) = scope.strip_prefix("site:") else { return false };
    let wards = wards_of(caller, now, Permission::ReadSites).remove(site);
    wards.is_some_and(|wards| touches(shared, &item.tenant, site, &wards, item))
}

/// What a finding says of itself, in no language.
#[derive(Default, Deserialize)]
struct Facts {
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
    let (_, name) = about.split_once('/').unwrap_or(("dossier", about));
    if due.code == super::emergency::CODE {
        let who = facts.component.map(|one| one.name).unwrap_or_default();
        let (title, detail) = super::emergency::said(&who, &facts.reason, lang);
        return (0, item_of(due, "emergency", (title, detail), "/log".to_owned(), true));
    }
    if due.code == activities::notify::weight::PASSKEY_COPIED {
        let who = facts.component.map(|one| one.name).unwrap_or_default();
        return (0, item_of(due, "finding", crate::passkeys::said(&who, lang), "/admin".to_owned(), true));
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
    let urgent = Weight::of(due).urgency.is_some();
    let href = if waits { "/approvals".to_owned() } else { activities::notify::weight::page(due) };
    let item = item_of(due, "finding", (title, format!("{meaning} ({since})")), href, urgent);
    (if urgent { 0 } else { 1 }, item)
}

fn item_of(due: &Due, kind: &'static str, (title, detail): (String, String), href: String, urgent: bool) -> WorkItem {
    WorkItem { id: due.id.to_string(), kind, title, detail, href, due: due.due.map(|due| due.to_string()), urgent }
}

fn noun(kind: KeptKind) -> &'static str {
    match kind {
        KeptKind::Dossier => "devices",
        KeptKind::Site => "sites",
    }
}

/// An item about a dossier or a site.
fn about(id: &KeptId, title: String, detail: String, urgent: bool) -> WorkItem {
    let noun = noun(id.kind);
    WorkItem {
        id: format!("{noun} {}", id.name),
        kind: "answer",
        title,
        detail,
        href: format!("/{noun}/{}", id.name),
        due: None,
        urgent,
    }
}

/// What the last answer about a dossier or site asks for.
fn of_answer(id: &KeptId, check: &KeptCheck, lang: Lang, urgent: bool) -> WorkItem {
    about(id, format!("{}: {}", id.name, verdict_text(&check.verdict, lang)), said(check, lang), urgent)
}

fn never_checked(id: &KeptId, lang: Lang) -> WorkItem {
    let title = lang.pick(format!("{}: never checked", id.name), format!("{}: 未確認", id.name));
    about(id, title, lang.pick("open its page to check it", "ページを開くと確認します").to_owned(), false)
}

/// An item about all of a kind.
fn of_list(kind: KeptKind, what: &str, title: String, detail: String) -> WorkItem {
    let noun = noun(kind);
    let (id, href) = (format!("{noun} {what}"), format!("/{noun}"));
    WorkItem { id, kind: "answer", title, detail, href, due: None, urgent: false }
}

fn more(kind: KeptKind, word: &str, words: &str, lang: Lang) -> WorkItem {
    let title = lang
        .pick(format!("{words}: more than these {SHOWN}"), format!("{words}: 表示した {SHOWN} 件のほかにもあります"));
    let detail = lang.pick("the list has all of them", "一覧ですべて確認できます");
    of_list(kind, &format!("more {word}"), title, detail.to_owned())
}

fn of_before(kind: KeptKind, count: u64, lang: Lang) -> WorkItem {
    let title = lang.pick(
        format!("{count} answers are from before the newest revision or feeds"),
        format!("最新の版またはフィードより前の回答が {count} 件あります"),
    );
    let detail = lang.pick("they are being checked again", "順次再確認しています");
    of_list(kind, "before", title, detail.to_owned())
}

fn said(check: &KeptCheck, lang: Lang) -> String {
    let count = |name: &str| check.counts.get(name).copied().unwrap_or(0);
    let [open, exploited] = [count("blocking") + count("undecided"), count("exploited")];
    let [watched, countable] = [count("watched"), count("countable")];
    lang.pick(
        format!("open findings {open}, known exploited {exploited}, watched {watched} of {countable} components; as of {}", check.at),
        format!("未解決の所見 {open} 件（悪用確認済み {exploited} 件）、構成要素 {countable} 件中 {watched} 件を監視、{} 時点", check.at),
    )
}
