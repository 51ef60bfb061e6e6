//! How long records are kept, what would be removed now, and the legal holds that keep it.

use super::shapes::retention::{ClassRow, HoldRow, MadeHold, NewHold, RetentionState};
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::session::{key_of, new_token};
use crate::state::Shared;
use activities::library_port::{KeptId, State as Which};
use activities::record_deed::Deed;
use activities::retention::{Period, RecordClass, Removing};
use activities::retention_port::Hold;
use activities::role::Permission;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use std::collections::BTreeMap;
use terms::Lang;

/// The shortest reason of a hold, in characters.
const SHORTEST_REASON: usize = 10;

/// The longest.
const LONGEST_REASON: usize = 2_000;

/// Periods, a trial of what would be removed, and holds.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<RetentionState>, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let state = shared.blocking(move |shared| state(shared, &tenant, lang)).await?;
    state.map(Json).map_err(|fault| fault_of(&fault, lang))
}

fn state(shared: &Shared, tenant: &str, lang: Lang) -> Result<RetentionState, StoreFault> {
    let wiring = &shared.wiring;
    let periods = &shared.settings.retention;
    let removing = Removing { store: &*wiring.retention, secrets: &*wiring.secrets, periods, now: shared.now() };
    let holds = wiring.retention.holds(tenant)?;
    let mut classes = Vec::new();
    for class in RecordClass::ALL {
        // How much there is of the others is nobody's business.
        let removable = match class.is_of_installation() {
            true => None,
            false => Some(removing.would_remove(tenant, class)?),
        };
        let period = periods.of(class);
        classes.push(ClassRow {
            class: class.name(),
            text: class.say(lang),
            days: if let Period::Days(days) = period { Some(days) } else { None },
            period_text: period.say(lang),
            held: holds.iter().any(|hold| hold.ended.is_none() && hold.class == Some(class)),
            removable,
        });
    }
    let users = wiring.accounts.users(tenant)?.into_iter();
    let names: BTreeMap<String, String> = users.map(|user| (user.id, user.printed_name)).collect();
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let row = |hold: Hold| {
        let Hold { id, tenant: _, class, subject, reason, by, since, ended, ended_by } = hold;
        HoldRow {
            id,
            class: class.map(RecordClass::name),
            text: class.map_or_else(|| subject.clone(), |class| class.say(lang).to_owned()),
            subject: Some(subject).filter(|subject| !subject.is_empty()),
            reason,
            by: name(&by),
            since: since.to_string(),
            ended: ended.map(|ended| ended.to_string()),
            ended_by: Some(ended_by).filter(|by| !by.is_empty()).map(|by| name(&by)),
        }
    };
    Ok(RetentionState { classes, holds: holds.into_iter().map(row).collect() })
}

/// What is asked to be held.
enum Held {
    Class(RecordClass),
    Folder(KeptId),
}

fn held(asked: &NewHold, tenant: &str, lang: Lang) -> Result<Held, Problem> {
    match (&asked.class, &asked.device, &asked.site) {
        (Some(class), None, None) => RecordClass::named(class).map(Held::Class),
        (None, Some(device), None) => Some(Held::Folder(KeptId::dossier(tenant, device))),
        (None, None, Some(site)) => Some(Held::Folder(KeptId::site(tenant, site))),
        _ => None,
    }
    .ok_or_else(|| {
        Problem::bad_request(
            lang.pick(
                "a hold is on one class, one device or one site",
                "法的保存の対象は、区分・機器・施設のいずれか 1 つです",
            ),
            RecordClass::ALL.map(RecordClass::name).join(" | "),
        )
    })
}

/// What is held, as the log names it.
fn about(class: Option<RecordClass>, subject: &str) -> String {
    class.map_or_else(|| subject.to_owned(), |class| class.name().to_owned())
}

/// Whether a role that may hold is for this folder; with no folder: for all of the organisation.
fn holds_for(shared: &Shared, caller: &Caller, subject: &str) -> bool {
    let what = match subject.split_once('/') {
        Some(("dossier", name)) => format!("family:{name}"),
        Some(("site", name)) => format!("site:{name}"),
        Some(_) | None => String::new(),
    };
    caller.within_roles(shared.now(), Permission::ManageRetention, &what)
}

/// Sets a hold.
pub(crate) async fn hold(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NewHold>,
) -> Result<(StatusCode, Json<MadeHold>), Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let wanted = held(&asked, &tenant, lang)?;
    let reason = asked.reason.trim().to_owned();
    if !(SHORTEST_REASON..=LONGEST_REASON).contains(&reason.chars().count()) {
        return Err(Problem::bad_request(
            lang.pick("a reason of at least 10 characters is needed", "10 文字以上の理由が必要です"),
            lang.pick("say what it is for; name no patient", "目的を記載してください（患者名は書かないでください）"),
        ));
    }
    let id = new_token(&shared)[..16].to_owned();
    let made = MadeHold { id: id.clone() };
    let done = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let (class, subject) = match wanted {
            Held::Class(_) if !holds_for(shared, &caller, "") => return Ok(false),
            Held::Class(class) => (Some(class), String::new()),
            Held::Folder(folder) => {
                // A name that is mistyped would hold nothing; a role that is for something else reaches none of it.
                if !holds_for(shared, &caller, &folder.to_string())
                    || shared.wiring.library.revision(&folder, Which::Now)?.is_none()
                {
                    return Ok(false);
                }
                (None, folder.to_string())
            }
        };
        let about = about(class, &subject);
        // The reason may name somebody: the log holds its hash, the hold its words.
        let bound = key_of(&format!("{id} {reason}"));
        let entry = crate::deeds::entry(shared, &tenant, Deed::HoldSet, &caller.by, &about, &bound)?;
        let leaf = entry.leaf(shared.now(), &*shared.wiring.secrets);
        let (by, since) = (caller.by.clone(), shared.now());
        let hold = Hold { id, tenant, class, subject, reason, by, since, ended: None, ended_by: String::new() };
        shared.wiring.retention.add_hold(&hold, &leaf)?;
        Ok(true)
    });
    match done.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok((StatusCode::CREATED, Json(made))),
        false => Err(Problem::bad_request(
            lang.pick("there is nothing of that name to hold", "その名前の機器・施設はありません"),
            lang.pick("take the id from the list of devices or sites", "機器または施設の一覧の ID を指定してください"),
        )),
    }
}

/// Ends a hold.
pub(crate) async fn end(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let done = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let stands = |hold: &Hold| hold.id == id && hold.ended.is_none();
        let Some(hold) = shared.wiring.retention.holds(&tenant)?.into_iter().find(stands) else { return Ok(false) };
        if !holds_for(shared, &caller, &hold.subject) {
            return Ok(false);
        }
        let about = about(hold.class, &hold.subject);
        let bound = key_of(&format!("{id} {}", hold.reason));
        let entry = crate::deeds::entry(shared, &tenant, Deed::HoldEnded, &caller.by, &about, &bound)?;
        let leaf = entry.leaf(shared.now(), &*shared.wiring.secrets);
        shared.wiring.retention.end_hold(&tenant, &id, &caller.by, shared.now(), &leaf)
    });
    match done.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, held};
    use crate::api::shapes::retention::NewHold;
    use terms::Lang;

    /// Whether a hold on these is one that can be set.
    fn expect(class: Option<&str>, device: Option<&str>, site: Option<&str>, taken: bool) {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let asked = NewHold { class: text(class), device: text(device), site: text(site), reason: String::new() };
        assert_eq!(held(&asked, "north", Lang::En).is_ok(), taken);
    }

    #[test]
    fn a_hold_is_on_one_thing() {
        expect(Some("messages"), None, None, true);
        expect(None, Some("pump"), None, true);
        expect(None, None, Some("north"), true);
        expect(None, None, None, false);
        expect(Some("messages"), Some("pump"), None, false);
        expect(Some("decisions"), None, None, false);
        let asked = NewHold { class: None, device: Some("pump".to_owned()), site: None, reason: String::new() };
        assert!(matches!(held(&asked, "north", Lang::En), Ok(Held::Folder(id)) if id.to_string() == "dossier/pump"));
    }
}
