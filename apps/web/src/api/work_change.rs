//! Somebody says that an item of work was seen, or is done.

use super::session::record;
use super::shapes::work::WorkChange;
use super::work_reach::{acts, scope_of_item, was_told};
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::state::Shared;
use activities::jobs_port::{UNSURE, WorkItem as Due, WorkMark, WorkState};
use activities::notify::weight::{CHECK_FAILED, DECISION_WAITS, EMERGENCY, PASSKEY_COPIED};
use activities::record_deed::Deed;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use terms::Lang;

/// Says that an item was seen, or is done. Only who holds its role may, or who was told of it in their place.
pub(crate) async fn change(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<i64>,
    Json(asked): Json<WorkChange>,
) -> Result<StatusCode, Problem> {
    let lang = caller.lang;
    // A program sees nothing and does nothing in a person's place.
    if caller.session.is_none() {
        return Err(Problem::not_permitted(lang, "sign-in"));
    }
    let Some(state) = WorkState::of(&asked.state) else {
        let what =
            lang.pick(format!("“{}” is no state", asked.state), format!("「{}」という状態はありません", asked.state));
        return Err(Problem::bad_request(what, "open | acknowledged | done"));
    };
    let changed = shared.blocking(move |shared| set(shared, &caller, id, state)).await?;
    match changed.map_err(|fault| fault_of(&fault, lang))? {
        Changed::Yes => Ok(StatusCode::NO_CONTENT),
        Changed::Not => Err(Problem::not_found(lang)),
        Changed::Stands(why) => {
            let next = lang.pick("acknowledge it, and see to what it is about", "確認済みとし、対象に対応してください");
            Err(Problem::conflict(why, next))
        }
    }
}

/// What came of a change.
enum Changed {
    Yes,
    /// It is not there, or not the caller's.
    Not,
    /// It stands, and is done by itself as soon as it does not.
    Stands(&'static str),
}

fn set(shared: &Shared, caller: &Caller, id: i64, state: WorkState) -> Result<Changed, StoreFault> {
    let (now, jobs) = (shared.now(), &shared.wiring.jobs);
    let Some(user) = &caller.user else { return Ok(Changed::Not) };
    let Some(item) = jobs.work_item(&user.tenant, id)? else { return Ok(Changed::Not) };
    let mine = |item: &Due| acts(shared, caller, item, now);
    if !mine(&item) && !was_told(shared, user, &item, now)? {
        return Ok(Changed::Not);
    }
    // Who took wider access is not the one who looks at it.
    if item.code == EMERGENCY && item.subject.starts_with(&format!("emergency/{} ", user.id)) {
        let why = caller
            .lang
            .pick("somebody else must look at an access of yours", "ご自身の緊急アクセスは別の人が確認します");
        return Ok(Changed::Stands(why));
    }
    // The same thing for another role of the same person is one line, and one answer.
    let same = shared.wiring.notices.work_named(&user.tenant, &item.subject, &item.code)?;
    let ids = same.iter().filter(|other| other.id == id || (other.state != WorkState::Done && mine(other)));
    let ids: Vec<i64> = ids.map(|other| other.id).collect();
    if state == WorkState::Done {
        let marks = jobs.work_marks(&user.tenant, &ids)?;
        if let Some(why) = ids.iter().find_map(|id| stands(&item.code, &item.subject, marks.get(id), caller.lang)) {
            return Ok(Changed::Stands(why));
        }
    }
    let mut changed = false;
    for id in ids {
        changed |= jobs.set_work(&user.tenant, id, state, &caller.by, now)?;
    }
    if changed && let Some(deed) = deed(state) {
        record(shared, &user.tenant, deed, &caller.by, &logged(&item))?;
    }
    Ok(if changed { Changed::Yes } else { Changed::Not })
}

/// An item as the log names it: what is about no folder may be about somebody, who is not named there.
fn logged(item: &Due) -> String {
    match scope_of_item(&item.subject) {
        Some(_) => format!("{} {}", item.subject, item.code),
        None => format!("work {} {}", item.id, item.code),
    }
}

/// Seeing an item ends its escalation, and done ends it: both are for the log.
fn deed(state: WorkState) -> Option<Deed> {
    match state {
        WorkState::Open => None,
        WorkState::Acknowledged => Some(Deed::WorkAcknowledged),
        WorkState::Done => Some(Deed::WorkDone),
    }
}

/// Why nobody sets an item done by hand: it follows the truth, and is done by itself. `None`: a person says that it is done.
pub(super) fn stands(code: &str, subject: &str, mark: Option<&WorkMark>, lang: Lang) -> Option<&'static str> {
    let is_unsure = mark.is_some_and(|mark| mark.reason == UNSURE);
    match code {
        EMERGENCY => None,
        DECISION_WAITS => Some(lang.pick(
            "it is done when somebody has approved the decision or turned it down",
            "判断が承認または却下されると自動で完了します",
        )),
        PASSKEY_COPIED => {
            Some(lang.pick("it is done when the passkey is removed", "パスキーが削除されると自動で完了します"))
        }
        _ if code == activities::feed_not_synced::CODE => {
            Some(lang.pick("it is done when the feed answers again", "フィードの応答が再開すると自動で完了します"))
        }
        CHECK_FAILED => {
            Some(lang.pick("it is done when a check could be made again", "再び確認できると自動で完了します"))
        }
        // What only comes up is noted by a person; the watch says it again when its day has passed.
        _ if code.ends_with("-soon") && !code.starts_with("device/review-") => None,
        _ if is_unsure || scope_of_item(subject).is_none() => None,
        _ => Some(lang.pick(
            "it is done when a check no longer finds it: fix it or decide about it",
            "確認で検出されなくなると自動で完了します。修正するか、判断を記録してください",
        )),
    }
}
