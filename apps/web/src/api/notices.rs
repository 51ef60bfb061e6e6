//! How the caller wants to be told, and the secret addresses of feed readers.

use super::session::{fresh, record};
use super::shapes::notices::{
    AddressRow, Addresses, Colleague, Line, MadeAddress, NewAddress, Notices, NoticesChange, QuietHours, Trial,
};
use crate::guard::{Caller, fault_of, may};
use crate::problem::Problem;
use crate::session::{key_of, new_token};
use crate::state::Shared;
use crate::tell::people::{origin, people};
use crate::tell::{Trial as Whom, trial as send_trial};
use activities::accounts_port::User;
use activities::courier_port::MAIL;
use activities::notices_port::{LineRule, LineWish, Preferences, Quiet, Rhythm, SecretAddress};
use activities::notify::person::Person;
use activities::record_deed::Deed;
use activities::role::Permission;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use terms::Lang;

/// Rules of a person, at most.
const MOST_LINES: usize = 50;

/// Secret addresses of a person that work, at most.
const MOST_ADDRESSES: usize = 20;

/// What one said, or the usual.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Notices>, Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    let shown = shared.blocking(move |shared| shown(shared, user)).await?;
    shown.map(Json).map_err(|fault| fault_of(&fault, lang))
}

/// Says how one wants to be told.
pub(crate) async fn change(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NoticesChange>,
) -> Result<Json<Notices>, Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    if caller.session.is_none() {
        return Err(Problem::not_permitted(lang, "sign-in"));
    }
    let said = said(&asked, &user).ok_or_else(|| unclear(lang))?;
    let kept = shared.blocking(move |shared| -> Result<Option<Notices>, StoreFault> {
        let user = fresh(shared, &user.id)?;
        if !said.deputy.is_empty() && !deputies(shared, &user)?.iter().any(|one| one.id == said.deputy) {
            return Ok(None);
        }
        let now = shared.now();
        shared.wiring.notices.put_preferences(&said, now)?;
        let user = if user.mail == asked.address && user.language == asked.language {
            user
        } else {
            let changed = User { mail: asked.address, language: asked.language, ..user.clone() };
            shared.wiring.accounts.change_user_from(&user, &changed)?;
            changed
        };
        record(shared, &user.tenant, Deed::NoticesChanged, &caller.by, &user.id)?;
        shown(shared, user).map(Some)
    });
    kept.await?.map_err(|fault| fault_of(&fault, lang))?.map(Json).ok_or_else(|| unclear(lang))
}

fn unclear(lang: Lang) -> Problem {
    Problem::bad_request(
        lang.pick("these wishes cannot be kept", "この通知設定は保存できません"),
        lang.pick(
            "state an address of mail or none, times as HH:MM, a zone of at most 14 hours, a deputy of your organisation, at most 50 rules",
            "メールアドレス（または空欄）、HH:MM 形式の時刻、14 時間以内の時差、同じ組織の代理者、50 件以内の規則を指定してください",
        ),
    )
}

fn shown(shared: &Shared, user: User) -> Result<Notices, StoreFault> {
    let deputies = deputies(shared, &user)?;
    let said = shared.wiring.notices.preferences(&user.id)?;
    let person = Person::new(user, said);
    let mail_open = shared.wiring.courier.ways().contains(&MAIL);
    Ok(Notices {
        reached: mail_open && person.is_reached(),
        wishes: wishes(&person),
        deputies,
        mail_open,
        escalates_after: shared.settings.tell.escalation.after / 60_000,
    })
}

/// Colleagues who may hear of work; nobody for who may not.
fn deputies(shared: &Shared, user: &User) -> Result<Vec<Colleague>, StoreFault> {
    let now = shared.now();
    let hears = |user: &User| user.disabled.is_none() && may(user, now).contains(&Permission::ReadWork);
    if !hears(user) {
        return Ok(Vec::new());
    }
    let others = people(shared, &user.tenant)?.into_iter().map(|person| person.user);
    let others = others.filter(|other| other.id != user.id && hears(other));
    Ok(others.map(|other| Colleague { id: other.id, name: other.printed_name }).collect())
}

fn wishes(person: &Person) -> NoticesChange {
    let Person { user, preferences, wards: _, mail_is_open: _ } = person;
    let (rhythm, weekday, at) = match preferences.rhythm {
        Rhythm::AtOnce => ("at-once", 0, activities::notify::hours::MORNING),
        Rhythm::Daily(at) => ("daily", 0, at),
        Rhythm::Weekly(weekday, at) => ("weekly", weekday, at),
    };
    let line = |LineRule { about, code, wish }: &LineRule| Line {
        about: about.clone(),
        code: code.clone(),
        wish: wish.word().to_owned(),
    };
    NoticesChange {
        address: user.mail.clone(),
        language: person.lang().tag().to_owned(),
        mail: preferences.mail,
        rhythm: rhythm.to_owned(),
        weekday,
        at: clock(at),
        quiet: preferences.quiet.map(|Quiet { from, to }| QuietHours { from: clock(from), to: clock(to) }),
        offset: preferences.offset,
        deputy: preferences.deputy.clone(),
        lines: preferences.lines.iter().map(line).collect(),
    }
}

/// `HH:MM`.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The minute of the day that `HH:MM` names.
fn minute(clock: &str) -> Option<u16> {
    let (hour, minute) = clock.split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| digits(text).then(|| text.parse::<u16>().ok())?;
    let (hour, minute) = (number(hour)?, number(minute)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// What was asked for as it is kept; `None` when something of it has no meaning.
fn said(asked: &NoticesChange, user: &User) -> Option<Preferences> {
    let rhythm = match asked.rhythm.as_str() {
        "at-once" => Rhythm::AtOnce,
        "daily" => Rhythm::Daily(minute(&asked.at)?),
        "weekly" => Rhythm::Weekly(Some(asked.weekday).filter(|day| *day < 7)?, minute(&asked.at)?),
        _ => return None,
    };
    let quiet = match &asked.quiet {
        None => None,
        Some(QuietHours { from, to }) => Some(Quiet { from: minute(from)?, to: minute(to)? }),
    };
    let name = |text: &str| text.chars().count() <= 200 && !text.chars().any(char::is_control);
    let line = |Line { about, code, wish }: &Line| {
        (name(about) && !about.is_empty() && name(code)).then_some(())?;
        Some(LineRule { about: about.clone(), code: code.clone(), wish: LineWish::of(wish)? })
    };
    let lines = asked.lines.iter().map(line).collect::<Option<Vec<_>>>()?;
    let fine = (asked.address.is_empty() || is_address(&asked.address))
        && ["en", "ja"].contains(&asked.language.as_str())
        && (-840..=840).contains(&asked.offset)
        && lines.len() <= MOST_LINES;
    fine.then(|| Preferences {
        account: user.id.clone(),
        tenant: user.tenant.clone(),
        mail: asked.mail,
        rhythm,
        quiet,
        offset: asked.offset,
        deputy: asked.deputy.clone(),
        lines,
    })
}

/// Whether a text can be an address of mail: one `@` between a name and a host, letters that need no quotes.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || more.contains(letter))
    };
    text.len() <= 254 && plain(name, "!#$%&'*+/=?^_`{|}~.-") && plain(host, ".-") && !host.starts_with(['.', '-'])
}

/// Sends oneself a trial message.
pub(crate) async fn trial(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<(StatusCode, Json<Trial>), Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    shared.sign_ins.take(caller.address, shared.now()).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let done = shared.blocking(move |shared| -> Result<Option<Trial>, StoreFault> {
        let said = shared.wiring.notices.preferences(&user.id)?;
        let person = Person::new(user, said);
        if !person.is_reached() {
            return Ok(None);
        }
        let id = send_trial(shared, &Whom::Person(&person))?;
        Ok(Some(Trial { id, open: shared.wiring.courier.ways().contains(&MAIL) }))
    });
    let none = || {
        Problem::conflict(
            lang.pick(
                "mail does not reach you: no address is stated, or mail is off",
                "メールアドレスが未設定か、メールが無効です",
            ),
            lang.pick("state an address and switch mail on", "アドレスを設定し、メールを有効にしてください"),
        )
    };
    let trial = done.await?.map_err(|fault| fault_of(&fault, lang))?.ok_or_else(none)?;
    Ok((StatusCode::ACCEPTED, Json(trial)))
}

/// One's own secret addresses.
pub(crate) async fn addresses(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Addresses>, Problem> {
    let (lang, user) = (caller.lang, caller.user()?.id.clone());
    let held = shared.blocking(move |shared| shared.wiring.notices.addresses(&user)).await?;
    let held = held.map_err(|fault| fault_of(&fault, lang))?;
    Ok(Json(Addresses { items: held.iter().map(row).collect() }))
}

/// Makes one.
pub(crate) async fn make_address(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NewAddress>,
) -> Result<(StatusCode, Json<MadeAddress>), Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    // Who holds a token that ends must not make an address that does not.
    if caller.session.is_none() {
        return Err(Problem::not_permitted(lang, "sign-in"));
    }
    let secret = new_token(&shared);
    let address = SecretAddress {
        hash: key_of(&secret),
        id: new_token(&shared)[..16].to_owned(),
        account: user.id.clone(),
        name: asked.label.chars().take(100).collect(),
        made: shared.now(),
        withdrawn: None,
        seen: None,
    };
    let about = row(&address);
    let made = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let held = shared.wiring.notices.addresses(&user.id)?;
        if held.iter().filter(|one| one.withdrawn.is_none()).count() >= MOST_ADDRESSES {
            return Ok(false);
        }
        shared.wiring.notices.add_address(&address)?;
        record(shared, &user.tenant, Deed::AddressMade, &user.id, &address.id)?;
        Ok(true)
    });
    if !made.await?.map_err(|fault| fault_of(&fault, lang))? {
        return Err(Problem::conflict(
            lang.pick("there are twenty secret addresses already", "購読用アドレスは 20 件までです"),
            lang.pick("withdraw one that nobody uses", "使っていないものを取り消してください"),
        ));
    }
    let address = |ending: &str| format!("{}/api/v1/subscriptions/{secret}/work.{ending}", origin(&shared));
    Ok((StatusCode::CREATED, Json(MadeAddress { atom: address("atom"), ics: address("ics"), about })))
}

/// Withdraws one of one's own.
pub(crate) async fn withdraw_address(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    let done = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let done = shared.wiring.notices.withdraw_address(&user.id, &id, shared.now())?;
        if done {
            record(shared, &user.tenant, Deed::AddressWithdrawn, &caller.by, &id)?;
        }
        Ok(done)
    });
    match done.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(lang)),
    }
}

fn row(address: &SecretAddress) -> AddressRow {
    AddressRow {
        id: address.id.clone(),
        label: address.name.clone(),
        made_at: address.made.to_string(),
        seen_at: address.seen.map(|seen| seen.to_string()),
        withdrawn: address.withdrawn.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::{clock, is_address, minute};

    #[test]
    fn addresses_and_times_are_what_they_seem() {
        for address in ["sato@north.example", "a.b+c@x-y.example"] {
            assert!(is_address(address), "{address}");
        }
        for address in ["", "@x", "a@", "a b@x", "a@x\r\nBcc: b", "<a@x>", "a@@x", "a@-x", "森@x.example"] {
            assert!(!is_address(address), "{address}");
        }
        assert_eq!((minute("07:05"), clock(425)), (Some(425), "07:05".to_owned()));
        for none in ["24:00", "7:05", "07:60", "0705", "+7:00"] {
            assert_eq!(minute(none), None, "{none}");
        }
    }
}
