//! Wider access in an emergency ("break-glass"): a clinical person sees beyond the scope of their roles, for a limited time, with a
//! reason. It is logged, shown on every page while it lasts, and the clinical safety manager and the auditor get work to look at.

use super::session::record_bound;
use super::shapes::emergency::{Emergency, NewEmergency};
use crate::guard::{Caller, fault_of, is_clinical};
use crate::problem::Problem;
use crate::session::{EmergencyFacts, SessionFacts, key_of};
use crate::state::Shared;
use activities::accounts_port::User;
use activities::checks_port::Fact;
use activities::jobs_port::{Follows, WorkItem, WorkState};
use activities::record_deed::Deed;
use activities::role::Role;
use activities::store_fault::StoreFault;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use terms::{Instant, Lang};

/// The code of its work.
pub(super) const CODE: &str = activities::notify::weight::EMERGENCY;

/// Who is told.
const TOLD: [Role; 2] = [Role::ClinicalSafety, Role::Auditor];

/// How long it lasts at least and at most, in minutes.
const MINUTES: std::ops::RangeInclusive<u16> = 5..=240;

/// Takes it.
pub(crate) async fn begin(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NewEmergency>,
) -> Result<(StatusCode, Json<Emergency>), Problem> {
    let (lang, now, user) = (caller.lang, shared.now(), caller.user()?.clone());
    let clinical = is_clinical(&user, now);
    let Some(session) = caller.session.clone().filter(|_| clinical) else {
        return Err(Problem::not_permitted(lang, "emergency"));
    };
    let reason = asked.reason.trim().to_owned();
    if reason.chars().count() < 10 || !MINUTES.contains(&asked.minutes) {
        return Err(Problem::bad_request(
            lang.pick(
                "a reason of at least 10 characters and 5 to 240 minutes are needed",
                "10 文字以上の理由と 5～240 分の時間が必要です",
            ),
            lang.pick("say what it is for; name no patient", "目的を記載してください（患者名は書かないでください）"),
        ));
    }
    let until = Instant(now.0 + i64::from(asked.minutes) * 60_000);
    let shown = Emergency { until: until.to_string(), reason: reason.clone() };
    let facts =
        SessionFacts { emergency: Some(EmergencyFacts { until: until.0, reason: reason.clone() }), ..caller.facts };
    let done = shared.blocking(move |shared| -> Result<(), StoreFault> {
        // The log and those who are told come first: access that nobody hears of is none.
        note(shared, &user, &reason, now)?;
        change(shared, &session, &facts, now)
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok((StatusCode::CREATED, Json(shown)))
}

fn note(shared: &Shared, user: &User, reason: &str, now: Instant) -> Result<(), StoreFault> {
    let subject = format!("emergency/{} {now}", user.id);
    // A reason may name somebody after all: the log holds its hash, the store the words.
    let salt = crate::session::new_token(shared);
    record_bound(shared, &user.tenant, Deed::EmergencyBegun, &user.id, &user.id, &key_of(&format!("{salt} {reason}")))?;
    shared.wiring.checks.put_facts(&[Fact {
        tenant: user.tenant.clone(),
        about: subject.clone(),
        kind: "reason".to_owned(),
        value: format!("{salt} {reason}").into_bytes(),
        by: user.id.clone(),
        at: now,
    }])?;
    let facts =
        serde_json::json!({ "priority": "blocking", "component": { "name": user.printed_name }, "reason": reason });
    let item = |role: Role| WorkItem {
        id: 0,
        tenant: user.tenant.clone(),
        role: role.name().to_owned(),
        subject: subject.clone(),
        code: CODE.to_owned(),
        due: Some(Instant(now.0 + Instant::DAY)),
        created: now,
        state: WorkState::Open,
        by: String::new(),
        facts: serde_json::to_vec(&facts).unwrap_or_default(),
    };
    let follows = Follows { work: TOLD.map(item).into(), ..Follows::default() };
    shared.wiring.jobs.add_follows(&follows).map(drop)
}

/// Writes what a session remembers.
fn change(shared: &Shared, session: &str, facts: &SessionFacts, now: Instant) -> Result<(), StoreFault> {
    let accounts = &shared.wiring.accounts;
    let Some(kept) = accounts.session(session)? else { return Ok(()) };
    accounts.touch_session(session, now, kept.ends, &facts.bytes())
}

/// Ends it.
pub(crate) async fn end(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<StatusCode, Problem> {
    let (lang, now, user) = (caller.lang, shared.now(), caller.user()?.clone());
    let Some(session) = caller.session.clone() else { return Err(Problem::not_permitted(lang, "sign-in")) };
    let was = caller.facts.emergency.is_some();
    let facts = SessionFacts { emergency: None, ..caller.facts };
    let done = shared.blocking(move |shared| -> Result<(), StoreFault> {
        change(shared, &session, &facts, now)?;
        if was {
            record_bound(shared, &user.tenant, Deed::EmergencyEnded, &user.id, &user.id, "")?;
        }
        Ok(())
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok(StatusCode::NO_CONTENT)
}

/// As a person reads its work: title and detail.
pub(super) fn said(name: &str, reason: &str, lang: Lang) -> (String, String) {
    let title = lang.pick(format!("Emergency access: {name}"), format!("緊急アクセス：{name}"));
    let detail = lang.pick(
        format!("Look whether it was justified. Reason given: {reason}"),
        format!("正当であったか確認してください。申告された理由：{reason}"),
    );
    (title, detail)
}
