//! What the sources say of the vulnerability, once, with their dates.

use super::LABEL;
use crate::screen::Paper;
use activities::hit::{Wanted, known_exploited};
use activities::scan::SourceState;
use terms::Lang;
use vulnerability::{Freshness, Source, State};

/// A source part with its own date.
pub(super) fn dated(lang: Lang, source: &SourceState) -> String {
    let name = &source.name;
    let stale = match source.freshness {
        Some(Freshness::Fresh) => "",
        Some(Freshness::Future) => lang.pick(
            " DATED IN THE FUTURE: the clock or the feed is wrong",
            " 未来の日付（時計または情報源の日付が誤り）",
        ),
        Some(Freshness::Stale | Freshness::Undated) | None => lang.pick(" STALE", " 期限超過"),
    };
    match source.facts.as_ref().and_then(|facts| facts.published_at) {
        Some(at) => lang.pick(format!("{name} of {}{stale}", at.day()), format!("{name}（{}）{stale}", at.day())),
        None if source.facts.is_none() => lang.pick(format!("{name} NOT HELD"), format!("{name} 未取得")),
        None => lang.pick(format!("{name} of unknown date{stale}"), format!("{name}（日付不明）{stale}")),
    }
}

/// The vulnerability itself, once.
pub(super) fn about(lang: Lang, wanted: &Wanted, sources: &[SourceState], paper: &mut Paper) {
    let vulnerability = &wanted.vulnerability;
    if !vulnerability.title.is_empty() {
        paper.row(LABEL, lang.pick("What", "内容"), &vulnerability.title);
    }
    if !vulnerability.aliases.is_empty() {
        paper.row(LABEL, lang.pick("Also called", "別名"), &vulnerability.aliases.join(" · "));
    }
    let of = |wanted: Source| {
        let source = sources.iter().find(|source| source.name == wanted.name());
        source
            .map_or(lang.pick(format!("{} not held", wanted.name()), format!("{} 未取得", wanted.name())), |source| {
                dated(lang, source)
            })
    };
    let listed = vulnerability
        .exploited
        .flatten()
        .map_or(String::new(), |day| lang.pick(format!(" since {day}"), format!("（{day} 掲載）")));
    let exploited = match known_exploited(wanted, sources) {
        Some(true) => lang.pick(format!("yes{listed}"), format!("あり{listed}")),
        Some(false) => lang.pick("not listed".to_owned(), "掲載なし".to_owned()),
        None => lang.pick("not known".to_owned(), "不明".to_owned()),
    };
    paper.row(LABEL, lang.pick("Known exploited", "悪用確認"), &format!("{exploited} · {}", of(Source::Kev)));
    let exploitation = match &vulnerability.exploitation {
        Some(stated) => format!("{stated} · {}", of(Source::CveList)),
        None => lang.pick("nobody stated it", "記載なし").to_owned(),
    };
    paper.row(
        LABEL,
        lang.pick("Exploitation", "悪用状況"),
        &lang.pick(format!("{exploitation} (CISA SSVC)"), format!("{exploitation}（CISA SSVC）")),
    );
    paper.row(LABEL, "CVSS", &scored(lang, wanted));
    paper.row(LABEL, lang.pick("Known to", "記録"), &known_to(lang, wanted));
}

/// Every record of it, with its date.
fn known_to(lang: Lang, wanted: &Wanted) -> String {
    let known: Vec<String> = wanted
        .known_by
        .iter()
        .map(|known| {
            let at = known.modified.map_or(lang.pick("undated", "日付なし").to_owned(), |at| at.day().to_string());
            let state = match known.state {
                State::Published => "",
                State::Withdrawn => lang.pick(", withdrawn", "、取り下げ済み"),
                State::Rejected => lang.pick(", rejected", "、却下済み"),
                State::Disputed => lang.pick(", disputed", "、係争中"),
            };
            format!("{} {} ({at}{state})", known.source, known.record)
        })
        .collect();
    known.join(" · ")
}

fn scored(lang: Lang, wanted: &Wanted) -> String {
    let vulnerability = &wanted.vulnerability;
    let score = match &vulnerability.rating {
        Some(rating) => {
            let score = rating.tenths.map_or("?".to_owned(), |tenths| format!("{}.{}", tenths / 10, tenths % 10));
            let computed = if vulnerability.rating_computed {
                lang.pick(", from its vector", "、ベクトルから計算")
            } else {
                ""
            };
            format!("{score} ({}{computed})", rating.scorer)
        }
        None => lang.pick("none published", "公表なし").to_owned(),
    };
    let epss = match vulnerability.epss {
        Some(millionths) => format!("{:.3}", f64::from(millionths) / 1_000_000.0),
        None => lang.pick("unknown", "不明").to_owned(),
    };
    lang.pick(format!("{score} · EPSS {epss} (triage help)"), format!("{score} · EPSS {epss}（優先度付けの参考）"))
}
