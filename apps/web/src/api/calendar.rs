//! A person's work as an Atom feed and as a calendar, for who is signed in and for readers that send no token.

use crate::guard::{Caller, fault_of, may, roles};
use crate::problem::Problem;
use crate::session::key_of;
use crate::state::Shared;
use crate::tell::digest::ground;
use crate::tell::people::{origin, told};
use crate::wards::ByAnswers;
use activities::accounts_port::User;
use activities::jobs_port::{WorkAsked, WorkItem, WorkState};
use activities::notify::letter::Told;
use activities::notify::person::Person;
use activities::notify::stable::uuid;
use activities::role::Permission;
use activities::store_fault::StoreFault;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use formats::{atom, icalendar};
use std::collections::BTreeSet;
use std::sync::Arc;
use terms::{Instant, Lang};

/// Items of a feed or calendar, at most.
const MOST: usize = 500;

/// Items read at a time.
const ROWS: u32 = 500;

/// What is written, and how.
#[derive(Clone, Copy)]
enum Form {
    Atom,
    Calendar,
}

/// As an Atom feed.
pub(crate) async fn atom(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    own(shared, caller, Form::Atom).await
}

/// As a calendar.
pub(crate) async fn ics(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    own(shared, caller, Form::Calendar).await
}

/// The Atom feed behind a secret address.
pub(crate) async fn secret_atom(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    behind(shared, caller.lang, secret, Form::Atom).await
}

/// The calendar behind a secret address.
pub(crate) async fn secret_ics(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    behind(shared, caller.lang, secret, Form::Calendar).await
}

async fn own(shared: Shared, caller: Caller, form: Form) -> Result<Response, Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    let written = shared.blocking(move |shared| written(shared, user, lang, form)).await?;
    written.map(|text| answered(form, text)).map_err(|fault| fault_of(&fault, lang))
}

async fn behind(shared: Shared, lang: Lang, secret: String, form: Form) -> Result<Response, Problem> {
    let found = shared.blocking(move |shared| -> Result<Option<String>, StoreFault> {
        let (hash, now) = (key_of(&secret), shared.now());
        let Some(address) = shared.wiring.notices.address(&hash)?.filter(|one| one.withdrawn.is_none()) else {
            return Ok(None);
        };
        let user = shared.wiring.accounts.user(&address.account)?;
        let reads = |user: &User| user.disabled.is_none() && may(user, now).contains(&Permission::ReadWork);
        let Some(user) = user.filter(reads) else { return Ok(None) };
        if address.seen.is_none_or(|seen| now.0.saturating_sub(seen.0) > 60_000) {
            shared.wiring.notices.touch_address(&hash, now)?;
        }
        let lang = Lang::from_tag(&user.language).unwrap_or(lang);
        written(shared, user, lang, form).map(Some)
    });
    let found = found.await?.map_err(|fault| fault_of(&fault, lang))?;
    found.map(|text| answered(form, text)).ok_or_else(|| Problem::not_found(lang))
}

fn answered(form: Form, text: String) -> Response {
    let (media, name) = match form {
        Form::Atom => (atom::MEDIA_TYPE, "inline; filename=\"work.atom\""),
        Form::Calendar => (icalendar::MEDIA_TYPE, "inline; filename=\"work.ics\""),
    };
    let about = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    (about, text).into_response()
}

fn written(shared: &Shared, user: User, lang: Lang, form: Form) -> Result<String, StoreFault> {
    let now = shared.now();
    let ground = ground(shared, &user, lang, now)?.line(lang);
    let person = Person::new(user, None).asking(Arc::new(ByAnswers(shared.clone())));
    let (items, cut) = items(shared, &person, now)?;
    let told: Vec<(&WorkItem, Told)> = items.iter().map(|item| (item, told(shared, item, lang))).collect();
    let title = lang.pick("Tutela: my work", "Tutela: 担当の作業");
    Ok(match form {
        Form::Atom => feed(shared, &person.user, lang, title, &ground, &told, cut, now),
        Form::Calendar => {
            let mut tasks: Vec<_> = told.iter().map(|(item, told)| task(shared, item, told, lang)).collect();
            tasks.extend(cut.then(|| rest_task(shared, &person.user, lang, now)));
            icalendar::write(&icalendar::Calendar { title, about: &ground, lang, tasks: &tasks })
        }
    })
}

/// What the person's roles have to do, as far as each role reaches, and whether there is more than is shown.
fn items(shared: &Shared, person: &Person, now: Instant) -> Result<(Vec<WorkItem>, bool), StoreFault> {
    let user = &person.user;
    let by_name = format!("user:{}", user.id);
    let mut held: Vec<&str> = roles(user, now).map(|(role, _)| role.name()).collect();
    held.push(&by_name);
    let jobs = &shared.wiring.jobs;
    // What cannot wait is read by itself: mostly it has no date, and would come after hundreds that have one.
    let (mut found, some_left) = read((person, &held), now, |asked| jobs.urgent_work(asked))?;
    let (all, any_left) = read((person, &held), now, |asked| jobs.work(asked))?;
    let known: BTreeSet<i64> = found.iter().map(|item| item.id).collect();
    found.extend(all.into_iter().filter(|item| !known.contains(&item.id)));
    let cut = some_left || any_left || found.len() > MOST;
    found.truncate(MOST);
    Ok((found, cut))
}

/// What of this a person must act on, and whether there is more.
fn read(
    (person, held): (&Person, &[&str]),
    now: Instant,
    ask: impl Fn(&WorkAsked<'_>) -> Result<Vec<WorkItem>, StoreFault>,
) -> Result<(Vec<WorkItem>, bool), StoreFault> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = ask(&WorkAsked { tenant: &person.user.tenant, roles: held, done_too: false, after, limit: ROWS })?;
        after = page.last().map(|item| (item.due.map_or(i64::MAX, |due| due.0), item.id));
        let full = page.len() as u64 >= u64::from(ROWS);
        // Where nobody can tell it is shown, as on the page.
        found.extend(page.into_iter().filter(|item| person.must_act(item, now).unwrap_or(true)));
        if found.len() > MOST {
            found.truncate(MOST);
            return Ok((found, true));
        }
        if !full {
            return Ok((found, false));
        }
    }
}

/// The words for what is not shown, and the id of that entry.
fn rest(user: &User, lang: Lang) -> (String, [String; 2]) {
    let title = lang.pick(
        format!("There is more: only {MOST} items stand here"),
        format!("ほかにも作業があります（表示は {MOST} 件まで）"),
    );
    let text = lang.pick("All of it stands on the work list.", "すべての作業は作業一覧にあります。");
    (uuid(&["work-rest", &user.tenant, &user.id]), [title, text.to_owned()])
}

fn rest_task(shared: &Shared, user: &User, lang: Lang, now: Instant) -> icalendar::Task {
    let (uid, [title, text]) = rest(user, lang);
    icalendar::Task {
        uid,
        title,
        text,
        category: String::new(),
        since: now.day().start(),
        due: None,
        urgent: false,
        seen: false,
        page: address(shared, "/"),
    }
}

fn id_of(item: &WorkItem) -> String {
    uuid(&["work", &item.tenant, &item.id.to_string()])
}

#[expect(clippy::too_many_arguments, reason = "what stands in a feed, and for whom")]
fn feed(
    shared: &Shared,
    user: &User,
    lang: Lang,
    title: &str,
    ground: &str,
    told: &[(&WorkItem, Told)],
    cut: bool,
    now: Instant,
) -> String {
    let entry = |(item, told): &(&WorkItem, Told)| atom::Entry {
        id: format!("urn:uuid:{}", id_of(item)),
        title: title_of(told, lang),
        text: text_of(told, lang),
        category: item.code.clone(),
        updated: item.created,
        page: address(shared, &told.page),
    };
    let mut entries: Vec<atom::Entry> = told.iter().map(entry).collect();
    entries.extend(cut.then(|| {
        let (id, [title, text]) = rest(user, lang);
        let (updated, page) = (now.day().start(), address(shared, "/"));
        atom::Entry { id: format!("urn:uuid:{id}"), title, text, category: String::new(), updated, page }
    }));
    // What it says of its sources is of today, whatever came up when.
    let updated = told.iter().map(|(item, _)| item.created).max().unwrap_or_default().max(now.day().start());
    atom::write(&atom::Feed {
        id: &format!("urn:uuid:{}", uuid(&["feed", &user.tenant, &user.id])),
        lang,
        title,
        subtitle: ground,
        author: "Tutela",
        updated,
        page: &address(shared, "/"),
        entries: &entries,
    })
}

fn task(shared: &Shared, item: &WorkItem, told: &Told, lang: Lang) -> icalendar::Task {
    icalendar::Task {
        uid: id_of(item),
        title: title_of(told, lang),
        text: text_of(told, lang),
        category: item.code.clone(),
        since: item.created,
        due: item.due,
        urgent: told.urgency.is_some(),
        seen: item.state == WorkState::Acknowledged,
        page: address(shared, &told.page),
    }
}

fn title_of(told: &Told, lang: Lang) -> String {
    match told.urgency {
        Some(urgency) => format!("[{}] {}", urgency.say(lang), told.title),
        None => told.title.clone(),
    }
}

fn text_of(told: &Told, lang: Lang) -> String {
    let due = told.due.map(|due| lang.pick(format!("due {due}"), format!("期限 {due}")));
    let lines = [told.what.clone(), told.why.clone(), told.next.clone(), due.unwrap_or_default()];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The full address of a page; empty where the operator named no origin.
fn address(shared: &Shared, page: &str) -> String {
    match origin(shared) {
        "" => String::new(),
        origin => format!("{}{page}", origin.trim_end_matches('/')),
    }
}
