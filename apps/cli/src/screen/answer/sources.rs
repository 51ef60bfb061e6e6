//! The sources with their age, and what is to be known of each.

use super::label_width;
use crate::edge::Edge;
use crate::screen::Paper;
use activities::scan::{Scan, SourceState};
use terms::Lang;
use vulnerability::{Freshness, Source};

/// The row of the sources.
pub(crate) fn sources(edge: &Edge, scan: &Scan<'_>, paper: &mut Paper) {
    let lang = edge.lang;
    let each = edge.max_age.is_none() && one_limit(scan).is_none();
    let mut texts: Vec<String> = scan.sources.iter().map(|source| source_text(lang, source, each)).collect();
    if texts.is_empty() {
        texts.push(lang.pick("none held: tutela feeds import PATH", "未取得: tutela feeds import PATH").to_owned());
    }
    let kev = scan.sources.iter().any(|source| is(source, Source::Kev));
    let epss = scan.sources.iter().any(|source| is(source, Source::Epss));
    for (held, name) in [(kev, "KEV"), (epss, "EPSS")] {
        if !held && !scan.sources.is_empty() && !scan.sources.iter().any(|source| source.name == name) {
            texts.push(lang.pick(format!("{name} not held"), format!("{name} 未取得")));
        }
    }
    let mut text = texts.join(" · ");
    match (edge.max_age, one_limit(scan)) {
        (Some(days), _) => {
            text.push_str(&lang.pick(
                format!("   (--max-age: {days} days for all)"),
                format!("（--max-age により一律 {days} 日まで）"),
            ))
        }
        (None, Some(days)) => {
            text.push_str(&lang.pick(format!("   (limit {days} days)"), format!("（許容 {days} 日）")));
        }
        (None, None) => {}
    }
    paper.row(label_width(lang), lang.pick("Sources", "情報源"), &text);
}

/// The age limit, where all sources have the same.
fn one_limit(scan: &Scan<'_>) -> Option<u32> {
    let first = scan.sources.first()?.limit_days;
    scan.sources.iter().all(|source| source.limit_days == first).then_some(first)
}

fn is(source: &SourceState, wanted: Source) -> bool {
    source.facts.as_ref().is_some_and(|facts| facts.part.source == wanted)
}

fn source_text(lang: Lang, source: &SourceState, with_limit: bool) -> String {
    let name = &source.name;
    let Some(facts) = &source.facts else { return lang.pick(format!("{name} NOT HELD"), format!("{name} 未取得")) };
    let age = match source.age_days {
        None if source.day_to_come().is_some() => lang.pick(
            "dated in the future: the clock or the feed is wrong".to_owned(),
            "未来の日付（時計または情報源の日付が誤り）".to_owned(),
        ),
        None => lang.pick("of unknown date".to_owned(), "日付不明".to_owned()),
        Some(1) => lang.pick("1 day".to_owned(), "1 日前".to_owned()),
        Some(days) => lang.pick(format!("{days} days"), format!("{days} 日前")),
    };
    let mut notes = Vec::new();
    if !facts.complete && vulnerability::can_match(facts.part.source) {
        notes.push(lang.pick("partial", "一部のみ").to_owned());
    }
    if facts.rejected > 0 && vulnerability::can_match(facts.part.source) {
        let rejected = facts.rejected;
        let s = if rejected == 1 { "" } else { "s" };
        notes.push(lang.pick(
            format!("{rejected} record{s} could not be read in full"),
            format!("全部は読み取れなかった記録 {rejected} 件"),
        ));
    }
    if with_limit {
        let limit = source.limit_days;
        notes.push(lang.pick(format!("limit {limit}"), format!("許容 {limit} 日")));
    }
    let notes = match notes.is_empty() {
        true => String::new(),
        false => lang.pick(format!(" ({})", notes.join(", ")), format!("（{}）", notes.join("、"))),
    };
    let stale = match source.freshness {
        Some(Freshness::Fresh | Freshness::Future) => "",
        Some(Freshness::Stale | Freshness::Undated) | None => lang.pick(" STALE", " 期限超過"),
    };
    format!("{name} {age}{stale}{notes}")
}
