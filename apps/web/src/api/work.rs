//! What the caller's roles have to do now: the home page of everybody.

use super::kept::{Trouble, reading, scope_of, seen_by, verdict_text};
use super::listed::{LISTED_FOR, listed};
use super::shapes::work::{Work, WorkClosed, WorkItem};
use super::work_change::stands;
use super::work_reach::{acts, reaches};
use super::{upkeep, work_sources};
use crate::guard::{Caller, roles};
use crate::problem::Problem;
use crate::rooms::{Asking, WardChecked};
use crate::state::Shared;
use crate::wards::{seen, wards_alone};
use crate::watch::{ANSWERED, CHECKED, GONE, OTHERS};
use activities::checks_port::KeptCheck;
use activities::jobs_port::{ROSE, UNSURE, WorkAsked, WorkItem as Due, WorkMark, WorkState};
use activities::library_port::{KeptId, KeptKind};
use activities::notify::weight::{CHECK_FAILED, DECISION_WAITS, EMERGENCY, PASSKEY_COPIED, Weight};
use activities::notify::words;
use activities::role::Permission;
use activities::store_fault::StoreFault;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
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
    let make = move |shared: &Shared| Ok(serde_json::to_vec(&work(shared, &caller)?).unwrap_or_default());
    Ok(listed(&shared, (key, LISTED_FOR), lang, make).await?.respond(&headers))
}

fn work(shared: &Shared, caller: &Caller) -> Result<Work, Trouble> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let sees = |id: &KeptId| caller.within(asking.now, reading(id.kind), &scope_of(id));
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let sources = work_sources::strict(shared, tenant, shared.wiring.rooms.sources(asking)?, &sees)?;
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
    if caller.may.contains(&Permission::ManageUsers) {
        items.extend(upkeep::accounts_and_messages(shared, caller, asking.now)?);
    }
    Ok(Work {
        as_of: asking.now.to_string(),
        items: sorted(items),
        sources: sources.into_iter().map(work_sources::row).collect(),
        closed: closed(shared, caller, asking.now)?,
    })
}

/// Worst first; of one rank what has a date before what has none, the first one first, and the rest as it was found, sources after it.
pub(super) fn sorted(mut items: Vec<(u8, WorkItem)>) -> Vec<WorkItem> {
    items.sort_by_cached_key(|(rank, item)| (*rank, item.due.is_none(), item.due.clone(), item.kind == "source"));
    items.into_iter().map(|(_, item)| item).collect()
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
    let today = now.day().start();
    let of_today = (today, Instant(today.0 + Instant::DAY));
    let older = checks.not_of_now(&user.tenant, kind, &shared.wiring.rooms.mirror(), of_today)?;
    if older > 0 {
        let failed = shared.wiring.jobs.work_about(&user.tenant, CHECK_FAILED)?;
        let failed = failed.iter().filter(|about| about.split('/').next() == Some(kind.word())).count() as u64;
        items.push((3, of_before(kind, older, failed, caller.lang)));
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
            Err(Trouble::Said(problem)) => ("no-answer", problem.title().to_owned()),
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

/// What the watch found for the roles of the caller.
pub(super) fn of_watch(shared: &Shared, caller: &Caller, now: Instant) -> Result<Vec<(u8, WorkItem)>, StoreFault> {
    let Some(user) = &caller.user else { return Ok(Vec::new()) };
    let held: Vec<&str> = roles(user, now).map(|(role, _)| role.name()).collect();
    let (mut due, open) = own_work(shared, caller, (&user.tenant, &held), now)?;
    // What cannot wait first, then what is due first, then what is newest: nothing new hides behind a long list.
    let urgent = |due: &Due| Weight::of(due).urgency.is_some();
    due.sort_by_cached_key(|due| (!urgent(due), due.due.unwrap_or(Instant(i64::MAX)), Reverse(due.created), due.id));
    // What two roles of one person must act on is one thing.
    let mut told = BTreeSet::new();
    due.retain(|due| told.insert((due.subject.clone(), due.code.clone())));
    let hidden = due.len().saturating_sub(SHOWN as usize);
    due.truncate(SHOWN as usize);
    let ids: Vec<i64> = due.iter().map(|due| due.id).collect();
    let marks = shared.wiring.jobs.work_marks(&user.tenant, &ids)?;
    let mut people = People { shared, names: BTreeMap::new() };
    let mut items: Vec<(u8, WorkItem)> = Vec::new();
    for due in &due {
        let (rank, item) = found(shared, due, caller.lang);
        items.push((rank, standing(item, due, marks.get(&due.id), caller, now, &mut people)?));
    }
    if hidden > 0 || open {
        items.push((1, more_work(hidden, open, caller.lang)));
    }
    Ok(items)
}

/// An item with who has seen it, and what the caller may say of it.
fn standing(
    item: WorkItem,
    due: &Due,
    mark: Option<&WorkMark>,
    caller: &Caller,
    now: Instant,
    people: &mut People<'_>,
) -> Result<WorkItem, StoreFault> {
    let lang = caller.lang;
    let seen = due.state == WorkState::Acknowledged;
    let why = stands(&due.code, &due.subject, mark, lang);
    let mut may = Vec::new();
    if acts(people.shared, caller, due, now) {
        may.push(if seen { "open" } else { "acknowledged" });
        may.extend(why.is_none().then_some("done"));
    }
    let unsure = lang.pick(
        "the last check no longer found it, but looked at less than before: see for yourself before you set it done",
        "直近の確認では検出されませんでしたが、確認範囲が狭まっています。完了とする前に確認してください",
    );
    let is_unsure = mark.is_some_and(|mark| mark.reason == UNSURE);
    let done_when = if is_unsure { unsure } else { why.unwrap_or_default() };
    let at = mark.and_then(|mark| mark.at);
    let rose =
        lang.pick("it was seen before, and cannot wait any more", "確認済みでしたが、至急の対応が必要になりました");
    let detail = match mark.is_some_and(|mark| mark.reason == ROSE) {
        true => format!("{rose}{} {}", lang.pick(":", "："), item.detail),
        false => item.detail.clone(),
    };
    Ok(WorkItem {
        detail,
        state: if seen { "acknowledged" } else { "open" },
        seen_by: if seen { Some(people.name(&due.by, lang)?) } else { None },
        seen_at: at.filter(|_| seen).map(|at| at.to_string()),
        may,
        done_when: done_when.to_owned(),
        ..item
    })
}

/// Names of people, each asked for once.
struct People<'s> {
    shared: &'s Shared,
    names: BTreeMap<String, String>,
}

impl People<'_> {
    fn name(&mut self, id: &str, lang: Lang) -> Result<String, StoreFault> {
        if let Some(name) = self.names.get(id) {
            return Ok(name.clone());
        }
        let name = match id.starts_with("token:") {
            true => lang.pick("a program", "プログラム").to_owned(),
            false => self.shared.wiring.accounts.user(id)?.map_or_else(|| id.to_owned(), |user| user.printed_name),
        };
        self.names.insert(id.to_owned(), name.clone());
        Ok(name)
    }
}

/// How long work that the watch has done is shown, in milliseconds.
const CLOSED_FOR: i64 = 7 * Instant::DAY;

/// So much of it, at most.
const CLOSED: u32 = 20;

/// What the watch has done of the caller's work.
fn closed(shared: &Shared, caller: &Caller, now: Instant) -> Result<Vec<WorkClosed>, StoreFault> {
    let Some(user) = &caller.user else { return Ok(Vec::new()) };
    let held: Vec<&str> = roles(user, now).map(|(role, _)| role.name()).collect();
    let since = Instant(now.0.saturating_sub(CLOSED_FOR));
    let mut done = shared.wiring.jobs.work_closed(&user.tenant, &held, since, SHOWN)?;
    let mut told = BTreeSet::new();
    done.retain(|item| reaches(shared, caller, item, now) && told.insert((item.subject.clone(), item.code.clone())));
    done.truncate(CLOSED as usize);
    let ids: Vec<i64> = done.iter().map(|item| item.id).collect();
    let marks = shared.wiring.jobs.work_marks(&user.tenant, &ids)?;
    let row = |item: &Due| {
        let mark = marks.get(&item.id)?;
        let (_, WorkItem { title, href, .. }) = found(shared, item, caller.lang);
        Some(WorkClosed {
            title,
            reason: why_closed(&mark.reason, caller.lang).to_owned(),
            at: mark.at?.to_string(),
            href,
        })
    };
    Ok(done.iter().filter_map(row).collect())
}

/// Why the watch has done it; a word of a later version is no more than that.
fn why_closed(reason: &str, lang: Lang) -> &'static str {
    match reason {
        GONE => lang.pick("a check that looked as far no longer found it", "同じ範囲の確認で検出されなくなりました"),
        ANSWERED => lang.pick(
            "it is still found and asks nobody any more: somebody decided about it, or it weighs less",
            "検出は続いていますが、判断済みか重要度が下がったため対応は不要です",
        ),
        CHECKED => lang.pick("a check could be made again", "再び確認できました"),
        OTHERS => lang.pick("another item or another role has it now", "別の項目または別の役割に引き継がれました"),
        _ => lang.pick("the watch has done it", "監視により完了しました"),
    }
}

/// Open items of these roles that the caller's roles reach, and whether reading stopped before the last of them. What cannot wait is
/// read by itself: mostly it has no date, and would come after thousands that have one.
fn own_work(
    shared: &Shared,
    caller: &Caller,
    of: (&str, &[&str]),
    now: Instant,
) -> Result<(Vec<Due>, bool), StoreFault> {
    let (mut own, some_left) = read(shared, caller, of, now, |asked| shared.wiring.jobs.urgent_work(asked))?;
    let (all, any_left) = read(shared, caller, of, now, |asked| shared.wiring.jobs.work(asked))?;
    let known: BTreeSet<i64> = own.iter().map(|due| due.id).collect();
    own.extend(all.into_iter().filter(|due| !known.contains(&due.id)));
    Ok((own, some_left || any_left))
}

fn read(
    shared: &Shared,
    caller: &Caller,
    (tenant, held): (&str, &[&str]),
    now: Instant,
    ask: impl Fn(&WorkAsked<'_>) -> Result<Vec<Due>, StoreFault>,
) -> Result<(Vec<Due>, bool), StoreFault> {
    let (mut own, mut after) = (Vec::new(), None);
    // No role at all would ask for every role.
    let pages = if held.is_empty() { 0 } else { MOST_PAGES };
    for _ in 0..pages {
        let page = ask(&WorkAsked { tenant, roles: held, done_too: false, after, limit: LOOKED_AT })?;
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
    let title = lang.pick(
        format!("{least}{hidden} further items of work are not shown"),
        format!("ほかに{least}{hidden} 件の作業があり、表示していません"),
    );
    let detail = lang.pick("they follow when those above are done", "上の作業が完了すると順に表示されます");
    plain("work more".to_owned(), "finding", (title, detail.to_owned()), "/".to_owned())
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
    if due.code == EMERGENCY {
        let who = facts.component.map(|one| one.name).unwrap_or_default();
        let (title, detail) = super::emergency::said(&who, &facts.reason, lang);
        return (0, item_of(due, "emergency", (title, detail), "/log".to_owned(), true));
    }
    if due.code == PASSKEY_COPIED {
        let who = facts.component.map(|one| one.name).unwrap_or_default();
        return (0, item_of(due, "finding", crate::passkeys::said(&who, lang), "/admin".to_owned(), true));
    }
    let vulnerability = facts.vulnerability.map(|one| one.id);
    let component = facts.component.map(|one| format!("{} {}", one.name, one.version).trim_end().to_owned());
    let [what, _, next] = words_of(shared, due, lang);
    let since = lang.pick(format!("since {}", due.created), format!("{} から", due.created));
    let (title, meaning) = match vulnerability.is_none() && component.is_none() && !what.is_empty() {
        // What is wrong is the title where nothing else names it.
        true => (format!("{name}: {what}"), next),
        false => {
            let words = [Some(name.to_owned()), vulnerability, component, Some(due.code.clone())];
            (words.into_iter().flatten().take(3).collect::<Vec<_>>().join(" · "), what)
        }
    };
    let urgent = Weight::of(due).urgency.is_some();
    let item =
        item_of(due, "finding", (title, format!("{meaning} ({since})")), activities::notify::weight::page(due), urgent);
    (if urgent { 0 } else { 1 }, item)
}

/// What is wrong, why it matters and what to do, with the values of this case.
fn words_of(shared: &Shared, due: &Due, lang: Lang) -> [String; 3] {
    if due.code == DECISION_WAITS {
        let waits = lang.pick("a decision waits for a second person", "判断が別の人の承認を待っています");
        return [waits.to_owned(), String::new(), String::new()];
    }
    let general = || words::filled(shared.wiring.rooms.explain(lang, &due.code).unwrap_or_default(), &due.facts, lang);
    words::said(&due.facts, lang).unwrap_or_else(general)
}

fn item_of(due: &Due, kind: &'static str, words: (String, String), href: String, urgent: bool) -> WorkItem {
    WorkItem { due: due.due.map(|due| due.to_string()), urgent, ..plain(due.id.to_string(), kind, words, href) }
}

/// An item that nobody can say anything of, and that is not urgent.
pub(super) fn plain(id: String, kind: &'static str, (title, detail): (String, String), href: String) -> WorkItem {
    WorkItem {
        id,
        kind,
        title,
        detail,
        href,
        due: None,
        urgent: false,
        state: "open",
        seen_by: None,
        seen_at: None,
        may: Vec::new(),
        done_when: String::new(),
    }
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
    let (of, href) = (format!("{noun} {}", id.name), format!("/{noun}/{}", id.name));
    WorkItem { urgent, ..plain(of, "answer", (title, detail), href) }
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
    plain(id, "answer", (title, detail), href)
}

fn more(kind: KeptKind, word: &str, words: &str, lang: Lang) -> WorkItem {
    let title = lang
        .pick(format!("{words}: more than these {SHOWN}"), format!("{words}: 表示した {SHOWN} 件のほかにもあります"));
    let detail = lang.pick("the list has all of them", "一覧ですべて確認できます");
    of_list(kind, &format!("more {word}"), title, detail.to_owned())
}

/// Answers that are not of now, and how many could not be checked again.
fn of_before(kind: KeptKind, count: u64, failed: u64, lang: Lang) -> WorkItem {
    let title = lang.pick(
        format!("{count} answers are from before today, the newest revision or feeds"),
        format!("本日、最新の版またはフィードより前の回答が {count} 件あります"),
    );
    let detail = match failed {
        0 => lang.pick("they are being checked again", "順次再確認しています").to_owned(),
        _ => lang.pick(
            format!("{failed} could not be checked, each is work of its own with the cause; what is left is being checked again"),
            format!("{failed} 件は確認できず、原因とともに個別の作業になっています。残りは順次再確認しています"),
        ),
    };
    of_list(kind, "before", title, detail)
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
