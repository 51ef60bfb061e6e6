//! What the age of the sources asks of everybody: silence means nothing when one of them is old.

use super::shapes::work::{WorkItem, WorkSource};
use crate::rooms::SourceAge;
use terms::Lang;

/// So many old sources are told one by one; more of them in one line.
const TOLD_EACH: usize = 2;

/// A source as the list shows it.
pub(super) fn row(source: SourceAge) -> WorkSource {
    let SourceAge { name, state, age_days, limit_days } = source;
    WorkSource { name, state, age_days, limit_days }
}

/// What is to be done about sources that say nothing any more, or that there is none at all.
pub(super) fn items(sources: &[SourceAge], lang: Lang) -> Vec<WorkItem> {
    let old: Vec<&SourceAge> = sources.iter().filter(|source| source.state != "fresh").collect();
    match old.len() {
        _ if sources.is_empty() => vec![no_source(lang)],
        0..=TOLD_EACH => old.into_iter().map(|source| old_source(source, lang)).collect(),
        _ => vec![old_sources(&old, lang)],
    }
}

fn item(id: String, title: String, detail: String) -> WorkItem {
    WorkItem { id, kind: "source", title, detail, href: "/feeds".to_owned(), due: None, urgent: true }
}

fn old_source(source: &SourceAge, lang: Lang) -> WorkItem {
    let SourceAge { name, state, age_days, limit_days } = source;
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
    let title = lang.pick(format!("{name} is too old to mean anything"), format!("{name} が古く、判断に使えません"));
    item(format!("source {name}"), title, age)
}

fn old_sources(old: &[&SourceAge], lang: Lang) -> WorkItem {
    let each = old.iter().map(|SourceAge { name, state, age_days, limit_days }| match age_days {
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
    let (or_future, or_future_ja) = match old.iter().any(|source| source.state == "future") {
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
    WorkItem {
        id: "source".to_owned(),
        kind: "source",
        title: lang
            .pick(
                "no feed is held: nothing can be said about any device",
                "フィードがなく、どの機器についても回答できません",
            )
            .to_owned(),
        detail: lang
            .pick("tutela feeds import, or tutela feeds sync", "tutela feeds import または tutela feeds sync")
            .to_owned(),
        href: "/feeds".to_owned(),
        due: None,
        urgent: true,
    }
}

#[cfg(test)]
mod tests {
    use super::items;
    use crate::rooms::SourceAge;
    use terms::Lang;

    fn expect(states: &[&'static str], titles: &[&str]) {
        let source = |(place, state): (usize, &&'static str)| SourceAge {
            name: format!("S{place}"),
            state,
            age_days: (state != "future").then_some(9),
            limit_days: 7,
        };
        let sources: Vec<SourceAge> = states.iter().enumerate().map(source).collect();
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
}
