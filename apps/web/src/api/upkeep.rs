//! What who keeps the accounts has to act on: sources that say nothing any more, accounts whose roles end, messages that reach nobody.
//! No device, no site and no unit stands in it.

use super::kept::Trouble;
use super::shapes::work::{Work, WorkItem};
use super::work::{of_watch, plain, sorted};
use super::work_sources;
use crate::credentials::Credentials;
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::Asking;
use crate::state::Shared;
use activities::accounts_port::User;
use activities::courier_port::MAIL;
use activities::notices_port::WayCount;
use activities::notify::weight::CHECK_FAILED;
use activities::store_fault::StoreFault;
use axum::extract::State;
use axum::{Extension, Json};
use terms::{Instant, Lang};

/// So long before a role ends it is told, in milliseconds.
const ENDS_SOON: i64 = 14 * Instant::DAY;

/// So long a message waits without being told, in milliseconds.
const WAITS_LONG: i64 = 3_600_000;

/// Its items, worst first, and the age of every source by the setting of the server.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Work>, Problem> {
    let lang = caller.lang;
    let made = shared.blocking(move |shared| upkeep(shared, &caller)).await?;
    made.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn upkeep(shared: &Shared, caller: &Caller) -> Result<Work, Trouble> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    // Whose plan is stricter is nobody's business here; that one is, is told without its name.
    let mut sources = work_sources::strict(shared, tenant, shared.wiring.rooms.sources(asking)?, &|_| true)?;
    for one in &mut sources {
        one.of = one.of.take().map(|_| caller.lang.pick("a device", "ある機器").to_owned());
    }
    let mut items: Vec<(u8, WorkItem)> =
        work_sources::items(&sources, caller.lang).into_iter().map(|item| (1, item)).collect();
    items.extend(of_watch(shared, caller, asking.now)?);
    items.extend(accounts_and_messages(shared, caller, asking.now)?);
    Ok(Work {
        as_of: asking.now.to_string(),
        items: sorted(items),
        sources: sources.into_iter().map(work_sources::row).collect(),
        closed: Vec::new(),
    })
}

/// Accounts whose roles end or have ended, and ways by which messages do not arrive.
pub(super) fn accounts_and_messages(
    shared: &Shared,
    caller: &Caller,
    now: Instant,
) -> Result<Vec<(u8, WorkItem)>, StoreFault> {
    let (Some(user), lang) = (&caller.user, caller.lang) else { return Ok(Vec::new()) };
    let mut items = Vec::new();
    let failed = shared.wiring.jobs.work_about(&user.tenant, CHECK_FAILED)?.len();
    if failed > 0 {
        items.push((1, unchecked(failed, lang)));
    }
    // Who is vouched for elsewhere gets a new end with each sign-in.
    let ends_here = |one: &&User| one.disabled.is_none() && !Credentials::are_elsewhere(one);
    for one in shared.wiring.accounts.users(&user.tenant)?.iter().filter(ends_here) {
        let ends = one.roles.iter().filter_map(|role| role.until).min();
        let Some(until) = ends.filter(|until| until.0.saturating_sub(now.0) <= ENDS_SOON) else { continue };
        let detail = lang
            .pick("Give it a new end, or disable the account.", "期限を更新するか、アカウントを無効にしてください。");
        let title = match until <= now {
            true => lang.pick(
                format!("{}: a role has ended", one.printed_name),
                format!("{}：役割の期限が過ぎています", one.printed_name),
            ),
            false => lang.pick(
                format!("{}: a role ends soon", one.printed_name),
                format!("{}：役割の期限が近づいています", one.printed_name),
            ),
        };
        let item = plain(format!("account {}", one.id), "account", (title, detail.to_owned()), "/admin".to_owned());
        items.push((2, WorkItem { due: Some(until.to_string()), ..item }));
    }
    items.extend(messages(shared, &user.tenant, now, lang)?);
    Ok(items)
}

/// Ways by which messages do not arrive, or are not even tried.
fn messages(shared: &Shared, tenant: &str, now: Instant, lang: Lang) -> Result<Vec<(u8, WorkItem)>, StoreFault> {
    let (open, mut items) = (shared.wiring.courier.ways(), Vec::new());
    for way in &shared.wiring.notices.outbox(Some(tenant), now)? {
        let waits_long = way.oldest.is_some_and(|oldest| now.0.saturating_sub(oldest.0) > WAITS_LONG);
        if way.waiting > 0 && !open.contains(&way.way.as_str()) {
            items.push((1, closed_way(way, lang)));
        } else if way.failing > 0 {
            items.push((1, undelivered(&way.way, way.failing, &way.fault, lang)));
        } else if way.waiting > 0 && waits_long {
            items.push((1, waits(way, lang)));
        }
    }
    Ok(items)
}

/// Messages that wait for a way that nobody has opened.
fn closed_way(way: &WayCount, lang: Lang) -> WorkItem {
    let WayCount { way, waiting, .. } = way;
    let title = lang.pick(
        format!("{waiting} messages wait for {way}, which is not open: they reach nobody"),
        format!("{way} が無効のため、メッセージ {waiting} 件が誰にも届いていません"),
    );
    let section = if way == MAIL { "[mail]" } else { "[webhooks]" };
    let detail = lang.pick(
        format!("open it in the settings of the server ({section}), or take out who is to be told by it"),
        format!("サーバーの設定（{section}）で有効にするか、送信先を外してください"),
    );
    of_messages(way, title, detail)
}

/// Messages that nobody has tried to send although they could have been.
fn waits(way: &WayCount, lang: Lang) -> WorkItem {
    let WayCount { way, waiting, oldest, .. } = way;
    let since = oldest.map_or_else(String::new, |oldest| oldest.to_string());
    let title = lang.pick(
        format!("{waiting} messages by {way} wait, the oldest since {since}"),
        format!("{way} のメッセージ {waiting} 件が待機中です（最古 {since}）"),
    );
    let detail = lang.pick(
        "nothing tries to send them: look at /readyz and at the log of the server",
        "送信が行われていません。/readyz とサーバーのログを確認してください",
    );
    of_messages(way, title, detail.to_owned())
}

fn of_messages(way: &str, title: String, detail: String) -> WorkItem {
    let item = plain(format!("messages {way}"), "messages", (title, detail), "/admin".to_owned());
    WorkItem { urgent: true, ..item }
}

/// How many answers are of before because no check could be made: not what they are about.
fn unchecked(count: usize, lang: Lang) -> WorkItem {
    let title = lang.pick(
        format!("{count} dossiers or sites could not be checked again: their answers are of before"),
        format!("{count} 件の機器または拠点を再確認できず、以前の回答のままです"),
    );
    let detail = lang.pick(
        "the roles that act have the causes in their work; look at the store, the mirror and the disk (tutela doctor)",
        "原因は担当の作業に表示されます。データストア、ミラー、ディスクを確認してください（tutela doctor）",
    );
    let item = plain("checks failed".to_owned(), "answer", (title, detail.to_owned()), "/admin".to_owned());
    WorkItem { urgent: true, ..item }
}

fn undelivered(way: &str, count: u64, fault: &str, lang: Lang) -> WorkItem {
    let title = lang.pick(
        format!("{count} messages by {way} do not arrive"),
        format!("{way} のメッセージ {count} 件が届いていません"),
    );
    of_messages(way, title, fault.to_owned())
}
