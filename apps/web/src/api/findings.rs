//! What stands against a device, page by page, from what the last check kept.

use super::as_of::{AsOf, reached_then};
use super::kept::{self, Rows, Trouble, answer_row, reached};
use super::shapes::found::{FindingPage, FindingRow};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use activities::checks_port::{Held, KeptFinding};
use activities::library_port::KeptId;
use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Map, Value};
use terms::{Instant, Lang};

/// Findings read at a time.
const READ: u32 = 500;

/// Which findings are asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct FindingsAsked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    limit: Rows,
    priority: Option<String>,
    code: Option<String>,
    vulnerability: Option<String>,
    find: Option<String>,
    as_of: Option<AsOf>,
}

/// A page of them, worst first.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<FindingsAsked>,
) -> Result<Json<FindingPage>, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let page = shared.showing(move |shared| page(shared, &caller, &id, &asked)).await?;
    page.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn page(shared: &Shared, caller: &Caller, id: &KeptId, asked: &FindingsAsked) -> Result<FindingPage, Trouble> {
    let (revision, limit) = (reached(shared, caller, id)?, asked.limit.count());
    let (then, checks) = (reached_then(shared, caller, id, asked.as_of)?, &shared.wiring.checks);
    // The pages of one list are of one check, whatever is checked in between: else what has become worse meanwhile would stand before
    // the place where the next page begins, and on none.
    let (of, mut after) = place(&asked.after).map_or((None, None), |(of, place)| (Some(of), Some(place)));
    let check = match of {
        Some(of) => checks.check(id, Some(of))?,
        None => then.check(shared, id, caller.lang)?,
    };
    let Some(check) = check else { return Ok(FindingPage { items: Vec::new(), next: None, answer: None }) };
    let mut held: Vec<Held> = Vec::new();
    // A filter may pass over many: page after page of the store until this one is full, and one more to know of the next.
    while held.len() <= limit {
        let read =
            checks.findings(id, Some(check.at), after.as_ref().map(|(rank, key)| (*rank, key.as_str())), READ)?;
        let end = read.len() < READ as usize;
        after = read.last().map(|last| (last.finding.rank, last.finding.key.clone()));
        held.extend(read.into_iter().filter(|one| fits(&one.finding, asked)));
        if end {
            break;
        }
    }
    let more = held.len() > limit;
    held.truncate(limit);
    let next =
        held.last().filter(|_| more).map(|last| format!("{} {} {}", check.at.0, last.finding.rank, last.finding.key));
    let mirror = shared.wiring.rooms.mirror();
    let answer = Some(answer_row(&check, &revision, (&mirror, shared.now()), caller.lang));
    Ok(FindingPage { items: held.into_iter().map(|one| row(one, caller.lang)).collect(), next, answer })
}

/// The check that the page before was of, and rank and key of its last one.
fn place(after: &str) -> Option<(Instant, (i64, String))> {
    let (check, place) = after.split_once(' ')?;
    let (rank, key) = place.split_once(' ')?;
    Some((Instant(check.parse().ok()?), (rank.parse().ok()?, key.to_owned())))
}

fn fits(finding: &KeptFinding, asked: &FindingsAsked) -> bool {
    let KeptFinding { code, priority, subject, vulnerability, .. } = finding;
    let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
    let texts = [code, subject, vulnerability].map(String::as_str);
    is(&asked.priority, priority)
        && is(&asked.code, code)
        && is(&asked.vulnerability, vulnerability)
        && kept::holds_words(texts.into_iter(), asked.find.as_deref().unwrap_or_default())
}

fn row(held: Held, lang: Lang) -> FindingRow {
    let Held { id: _, finding, since, until: _ } = held;
    let KeptFinding { key, release, code, priority, rank: _, subject, vulnerability, answer } = finding;
    FindingRow {
        key,
        release,
        code,
        priority,
        subject,
        vulnerability: Some(vulnerability).filter(|id| !id.is_empty()),
        since: since.to_string(),
        finding: spoken(&answer, lang),
    }
}

/// A finding that is kept in English, with its Japanese words beside under `ja`, in the language of the reader.
pub(super) fn spoken(kept: &[u8], lang: Lang) -> Map<String, Value> {
    let Ok(mut finding) = serde_json::from_slice::<Map<String, Value>>(kept) else {
        let what = lang.pick(
            "this finding is kept, and its words cannot be read",
            "この所見は保存されていますが、内容を読み取れません",
        );
        return Map::from_iter([("what".to_owned(), Value::from(what))]);
    };
    let japanese = finding.remove("ja");
    if let (Lang::Ja, Some(Value::Object(words))) = (lang, japanese) {
        finding.extend(words);
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::{place, spoken};
    use serde_json::json;
    use terms::{Instant, Lang};

    #[test]
    fn a_kept_finding_speaks_the_language_of_its_reader() {
        let kept = br#"{"code":"a/b","why":"because","ja":{"why":"\u7406\u7531"}}"#;
        assert_eq!(json!(spoken(kept, Lang::En)), json!({"code": "a/b", "why": "because"}));
        assert_eq!(json!(spoken(kept, Lang::Ja)), json!({"code": "a/b", "why": "理由"}));
    }

    #[test]
    fn what_was_kept_in_one_language_is_shown_as_it_is() {
        assert_eq!(json!(spoken(br#"{"why":"because"}"#, Lang::Ja)), json!({"why": "because"}));
        assert!(json!(spoken(b"[]", Lang::En))["what"].as_str().is_some_and(|what| what.contains("cannot be read")));
    }

    #[test]
    fn a_page_goes_on_where_the_one_before_ended() {
        assert_eq!(place("77 1 4.1.0 f-12"), Some((Instant(77), (1, "4.1.0 f-12".to_owned()))));
        assert_eq!((place(""), place("x y"), place("7 y z")), (None, None, None));
    }
}
