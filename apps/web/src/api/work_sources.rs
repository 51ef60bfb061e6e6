//! What the age of the sources asks of everybody: silence means nothing when one of them is old.

use super::shapes::work::{WorkItem, WorkSource};
use crate::rooms::{LIMIT, SourceAge};
use crate::state::Shared;
use activities::checks_port::Picked;
use activities::library_port::{KeptId, KeptKind, Page};
use activities::store_fault::StoreFault;
use std::collections::BTreeMap;
use terms::Lang;

/// So many old sources are told one by one; more of them in one line.
const TOLD_EACH: usize = 2;

/// A source by the strictest of all limits, and the dossier whose plan sets it; `None`: the server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strict {
    pub(crate) source: SourceAge,
    pub(crate) of: Option<String>,
}

/// Dossiers read at a time.
const ROWS: u32 = 1_000;

/// Sources judged by the strictest of the server's limit and the plans of those dossiers of a tenant that are seen: what is too old
/// for one of them never looks fresh where all of them are told of.
pub(crate) fn strict(
    shared: &Shared,
    tenant: &str,
    sources: Vec<SourceAge>,
    sees: &dyn Fn(&KeptId) -> bool,
) -> Result<Vec<Strict>, StoreFault> {
    let mut plans: BTreeMap<String, (u32, String)> = BTreeMap::new();
    for kind in [KeptKind::Dossier, KeptKind::Site] {
        limits(shared, (tenant, kind), sees, &mut plans)?;
    }
    let mut judged: Vec<Strict> = sources.into_iter().map(|source| by_plan(source, &mut plans)).collect();
    // What a plan promises and nobody holds is told too.
    judged.extend(plans.into_iter().map(|(name, (limit_days, of))| Strict {
        source: SourceAge { name, state: "missing", age_days: None, limit_days },
        of: Some(of),
    }));
    Ok(judged)
}

/// The strictest limits among the plans of one kind of folder.
fn limits(
    shared: &Shared,
    (tenant, kind): (&str, KeptKind),
    sees: &dyn Fn(&KeptId) -> bool,
    plans: &mut BTreeMap<String, (u32, String)>,
) -> Result<(), StoreFault> {
    let mut after = String::new();
    loop {
        let page = Page { after: &after, limit: ROWS };
        let kept = shared.wiring.checks.kept_with_checks(tenant, kind, Picked::Counting(LIMIT), page)?;
        let checks = kept.iter().filter_map(|(one, check)| Some((&one.id, check.as_ref()?)));
        for (id, check) in checks.filter(|(id, _)| sees(id)) {
            for (name, days) in check.counts.iter().filter_map(|(name, days)| Some((name.strip_prefix(LIMIT)?, *days)))
            {
                let days = u32::try_from(days).unwrap_or_default();
                let held = plans.entry(name.to_owned()).or_insert((days, id.name.clone()));
                if days < held.0 {
                    *held = (days, id.name.clone());
                }
            }
        }
        match kept.last() {
            Some((last, _)) if kept.len() as u64 >= u64::from(ROWS) => after.clone_from(&last.id.name),
            Some(_) | None => return Ok(()),
        }
    }
}

fn by_plan(source: SourceAge, plans: &mut BTreeMap<String, (u32, String)>) -> Strict {
    let plan = plans.remove(&source.name).filter(|(days, _)| *days < source.limit_days);
    let Some((limit_days, of)) = plan else { return Strict { source, of: None } };
    let is_old = source.age_days.is_some_and(|age| age > i64::from(limit_days));
    let state = if source.state == "fresh" && is_old { "stale" } else { source.state };
    Strict { source: SourceAge { state, limit_days, ..source }, of: Some(of) }
}

/// A source as the list shows it.
pub(super) fn row(one: Strict) -> WorkSource {
    let SourceAge { name, state, age_days, limit_days } = one.source;
    WorkSource { name, state, age_days, limit_days, limit_of: one.of }
}

/// What is to be done about sources that say nothing any more, or that there is none at all.
pub(super) fn items(sources: &[Strict], lang: Lang) -> Vec<WorkItem> {
    let old: Vec<&Strict> = sources.iter().filter(|one| one.source.state != "fresh").collect();
    match old.len() {
        _ if sources.is_empty() => vec![no_source(lang)],
        0..=TOLD_EACH => old.into_iter().map(|source| old_source(source, lang)).collect(),
        _ => vec![old_sources(&old, lang)],
    }
}

fn item(id: String, title: String, detail: String) -> WorkItem {
    WorkItem { urgent: true, ..super::work::plain(id, "source", (title, detail), "/feeds".to_owned()) }
}

fn old_source(one: &Strict, lang: Lang) -> WorkItem {
    let Strict { source: SourceAge { name, state, age_days, limit_days }, of } = one;
    if *state == "future" {
        let title = lang.pick(
            format!("{name} is dated in the future and means nothing"),
            format!("{name} の日付が未来のため、判断に使えません"),
        );
        let why = lang.pick(
            "the clock of the server or the feed is wrong, so nobody can tell how old it is",
            "サーバーの時計または情報源の日付が誤っており、どれだけ古いか分かりません",
        );
        return item(format!("source {name}"), title, why.to_owned());
    }
    let age = match age_days {
        Some(days) => lang
            .pick(format!("{days} days old, allowed are {limit_days}"), format!("{days} 日前（許容 {limit_days} 日）")),
        None => lang.pick("nobody dated it, or it is not held", "日付がないか、保持していません").to_owned(),
    };
    let by = match of {
        Some(of) => lang.pick(format!("by the plan of {of}"), format!("{of} の計画による")),
        None => lang.pick("by the setting of the server", "サーバーの設定による").to_owned(),
    };
    let title = lang.pick(format!("{name} is too old to mean anything"), format!("{name} が古く、判断に使えません"));
    item(format!("source {name}"), title, lang.pick(format!("{age}, {by}"), format!("{age}、{by}")))
}

fn old_sources(old: &[&Strict], lang: Lang) -> WorkItem {
    let each =
        old.iter().map(|one| &one.source).map(|SourceAge { name, state, age_days, limit_days }| match age_days {
            None if *state == "future" => lang.pick(
                format!("{name} dated in the future (the clock or the feed is wrong)"),
                format!("{name} 未来の日付（時計または情報源の日付が誤り）"),
            ),
            Some(days) => {
                lang.pick(format!("{name} {days} of {limit_days} days"), format!("{name} {days}/{limit_days} 日"))
            }
            None => lang.pick(format!("{name} undated or not held"), format!("{name} 日付なしまたは未保持")),
        });
    let each = each.collect::<Vec<_>>().join(lang.pick(", ", "、"));
    let count = old.len();
    let (or_future, or_future_ja) = match old.iter().any(|one| one.source.state == "future") {
        true => (", or dated in the future,", "古いか未来の日付のため"),
        false => ("", "古く"),
    };
    let title = lang.pick(
        format!("{count} sources are too old{or_future} to mean anything"),
        format!("{count} 件の情報源が{or_future_ja}、判断に使えません"),
    );
    item("source several".to_owned(), title, each)
}

fn no_source(lang: Lang) -> WorkItem {
    let title = lang.pick(
        "no feed is held: nothing can be said about any device",
        "フィードがなく、どの機器についても回答できません",
    );
    let detail = lang.pick("tutela feeds import, or tutela feeds sync", "tutela feeds import または tutela feeds sync");
    item("source".to_owned(), title.to_owned(), detail.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Strict, by_plan, items};
    use crate::rooms::SourceAge;
    use terms::Lang;

    fn expect(states: &[&'static str], titles: &[&str]) {
        let source = |(place, state): (usize, &&'static str)| SourceAge {
            name: format!("S{place}"),
            state,
            age_days: (*state != "future").then_some(9),
            limit_days: 7,
        };
        let strict = |source| Strict { source, of: None };
        let sources: Vec<Strict> = states.iter().enumerate().map(source).map(strict).collect();
        let told: Vec<String> = items(&sources, Lang::En).into_iter().map(|item| item.title).collect();
        assert_eq!(told, titles);
    }

    #[test]
    fn old_sources_are_told_and_many_of_them_in_one_line() {
        expect(&[], &["no feed is held: nothing can be said about any device"]);
        expect(&["fresh"], &[]);
        expect(&["stale", "fresh"], &["S0 is too old to mean anything"]);
        expect(&["future"], &["S0 is dated in the future and means nothing"]);
        let several = "3 sources are too old, or dated in the future, to mean anything";
        expect(&["stale", "future", "undated"], &[several]);
        expect(&["stale", "missing", "undated"], &["3 sources are too old to mean anything"]);
    }

    /// What a fresh source of this age and a limit of 7 days is by a plan.
    fn expect_by(plan: u32, age: i64, state: &str, limit: u32, of: Option<&str>) {
        let source = SourceAge { name: "KEV".to_owned(), state: "fresh", age_days: Some(age), limit_days: 7 };
        let mut plans = [("KEV".to_owned(), (plan, "pump".to_owned()))].into();
        let Strict { source, of: by } = by_plan(source, &mut plans);
        assert_eq!((source.state, source.limit_days, by.as_deref()), (state, limit, of));
    }

    #[test]
    fn a_source_too_old_for_one_plan_never_looks_fresh() {
        expect_by(2, 2, "fresh", 2, Some("pump"));
        expect_by(2, 3, "stale", 2, Some("pump"));
        expect_by(365, 3, "fresh", 7, None);
    }
}
