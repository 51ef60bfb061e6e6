//! The worst things, each with its reason and next step.

use super::{Frame, PlaceOf};
use crate::screen::Paper;
use activities::scan::speak::{sure, why};
use activities::scan::{Against, Item, Scan};
use terms::{Finding, Lang, Priority};
use vulnerability::Vulnerability;

/// Columns of the labels below a numbered finding.
const INNER: usize = 13;

/// The worst things, each with its reason. Findings from elsewhere stand between them by priority.
pub(super) fn worst(
    lang: Lang,
    scan: &Scan<'_>,
    frame: &Frame<'_>,
    places: PlaceOf<'_>,
    shown: usize,
    paper: &mut Paper,
) {
    let mut findings: Vec<(u32, u32, Priority)> =
        scan.each_finding().filter(|(_, _, priority)| *priority >= Priority::Undecided).collect();
    findings.sort_by_key(|(_, _, priority)| std::cmp::Reverse(*priority));
    let mut others: Vec<&Finding> =
        frame.others.iter().filter(|finding| finding.priority >= Priority::Undecided).collect();
    others.sort_by_key(|finding| std::cmp::Reverse(finding.priority));
    let blocking = others.iter().filter(|finding| finding.priority == Priority::Blocking).count();
    let mut number = 0;
    for finding in others.iter().take(blocking.min(shown)) {
        number += 1;
        other(lang, number, finding, paper);
    }
    for (component, finding, _) in findings.iter().copied().take(shown - number.min(shown)) {
        number += 1;
        one(lang, scan, frame, (component, finding), number, places, paper);
    }
    for finding in others.iter().skip(blocking).take(shown - number.min(shown)) {
        number += 1;
        other(lang, number, finding, paper);
    }
    if number > 0 {
        paper.blank();
    }
}

fn other(lang: Lang, number: usize, finding: &Finding, paper: &mut Paper) {
    let wording = finding.detail.say(lang);
    paper.row(4, &format!("{number:>2}"), &wording.what);
    let rows = [("why", "理由", wording.why), ("next", "次", wording.next)];
    if let Some(place) = &finding.subject.place {
        paper.row(INNER, &format!("    {}", lang.pick("where", "場所")), &place.to_string());
    }
    for (en, ja, text) in rows {
        paper.row(INNER, &format!("    {}", lang.pick(en, ja)), &text);
    }
}

fn one(
    lang: Lang,
    scan: &Scan<'_>,
    frame: &Frame<'_>,
    (component, finding): (u32, u32),
    number: usize,
    places: PlaceOf<'_>,
    paper: &mut Paper,
) {
    let found = &scan.findings[finding as usize];
    let vulnerability = &scan.vulnerabilities[found.vulnerability as usize];
    let head = format!("{}   {}   {}", vulnerability.id, scan.title(component), standing(lang, vulnerability));
    paper.row(4, &format!("{number:>2}"), &head);
    let label = |en: &str, ja: &str| format!("    {}", lang.pick(en, ja));
    if !vulnerability.title.is_empty() {
        paper.row(INNER, &label("what", "内容"), &cut_title(&vulnerability.title));
    }
    let why = reasons(lang, &vulnerability.id, &found.item) + &disagreement(lang, &vulnerability.id, &found.against);
    paper.row(INNER, &label("why", "理由"), &why);
    paper.row(INNER, &label("harm", "危害"), lang.pick("not assessed: no threat model yet", "未評価：脅威モデルなし"));
    paper.row(INNER, &label("where", "場所"), &places(component).to_string());
    if let Some(decided) = scan.decided.get(&(component, finding)) {
        paper.row(INNER, &label("decided", "判断"), lang.pick(&decided.en, &decided.ja));
    }
    let decided = scan.decided.get(&(component, finding)).is_some_and(|decided| decided.priority == Priority::Blocking);
    paper.row(INNER, &label("next", "次"), &next_step(lang, &found.item, &frame.decide, decided));
}

/// What is known of its exploitation and its score, in one line.
pub(crate) fn standing(lang: Lang, vulnerability: &Vulnerability) -> String {
    let mut parts = Vec::new();
    if let Some(listed) = vulnerability.exploited {
        let day = listed.map(|day| lang.pick(format!(", listed {day}"), format!("、{day} 掲載"))).unwrap_or_default();
        parts.push(lang.pick(format!("known exploited (CISA KEV{day})"), format!("悪用確認済み（CISA KEV{day}）")));
    } else if vulnerability.exploitation.as_deref() == Some("active") {
        parts.push(lang.pick("exploitation active (CISA SSVC)", "悪用あり（CISA SSVC）").to_owned());
    }
    if let Some(rating) = &vulnerability.rating {
        let score = rating.tenths.map_or("?".to_owned(), |tenths| format!("{}.{}", tenths / 10, tenths % 10));
        let computed = if vulnerability.rating_computed {
            lang.pick(", from its vector", "、ベクトルから計算")
        } else {
            ""
        };
        parts.push(format!("CVSS {score} ({}{computed})", rating.scorer));
    }
    parts.push(match vulnerability.epss {
        // A prediction about anything anywhere; it must not be read as the exploitability or the risk of this device.
        Some(millionths) => {
            let probability = f64::from(millionths) / 1_000_000.0;
            lang.pick(
                format!("EPSS {probability:.3} (triage help)"),
                format!("EPSS {probability:.3}（優先度付けの参考）"),
            )
        }
        None => lang.pick("EPSS unknown", "EPSS 不明").to_owned(),
    });
    for told in &vulnerability.score_contradictions {
        let tenths = |tenths: u8| format!("{}.{}", tenths / 10, tenths % 10);
        let (published, computed, scorer) = (tenths(told.published), tenths(told.computed), &told.scorer);
        parts.push(lang.pick(
            format!("{scorer} publishes {published}, its vector gives {computed}"),
            format!("{scorer} の公表値は {published}、ベクトルからは {computed}"),
        ));
    }
    parts.join(" · ")
}

/// A title that was cut when it was kept says so.
fn cut_title(title: &str) -> String {
    const KEPT: usize = 150;
    let ended = title.ends_with(['.', '!', '?', ')', '。', '"']);
    if title.len() < KEPT || ended { title.to_owned() } else { format!("{title}…") }
}

/// `NVD`, or `OSV/PyPI (PYSEC-2024-60)` where the record has an id of its own.
fn record(lang: Lang, id: &str, source: &str, record: &str) -> String {
    if record == id {
        return source.to_owned();
    }
    lang.pick(format!("{source} ({record})"), format!("{source}（{record}）"))
}

fn reasons(lang: Lang, id: &str, item: &Item) -> String {
    match item {
        Item::Affected(matches) => {
            let said = &matches[0];
            let sure = lang.pick(sure(said.certainty).0, sure(said.certainty).1);
            let by = if said.identifier.starts_with("cpe") { "CPE" } else { "purl" };
            let record = record(lang, id, &said.source, &said.record);
            let mut text = lang.pick(
                format!("range {} in {record} · matched by {by} · {sure}", said.range),
                format!("{record} の影響範囲 {} · {by} で一致 · {sure}", said.range),
            );
            let others: Vec<&str> = matches[1..].iter().map(|said| said.record.as_str()).collect();
            if !others.is_empty() {
                text.push_str(lang.pick(" · also ", " · ほかに "));
                text.push_str(&others.join(", "));
            }
            text
        }
        Item::NotComparable(records) => {
            let open = &records[0];
            let reason = lang.pick(why(open.why).0, why(open.why).1);
            let record = record(lang, id, &open.source, &open.record);
            lang.pick(format!("{record} speaks of it, but {reason}"), format!("{record} に記載がありますが、{reason}"))
        }
        Item::SetAside(_) => String::new(),
    }
}

/// Which sources speak of the component and do not call its version affected.
fn disagreement(lang: Lang, id: &str, against: &Against) -> String {
    if against.not_affected.is_empty() {
        return String::new();
    }
    let named: Vec<String> = against.not_affected.iter().map(|(source, own)| record(lang, id, source, own)).collect();
    let named = named.join(lang.pick(", ", "、"));
    lang.pick(
        format!(" · sources disagree: not affected by {named}"),
        format!(" · 情報源の見解が異なります: {named} では影響なし"),
    )
}

fn next_step(lang: Lang, item: &Item, decide: &str, decided: bool) -> String {
    let fixed = match item {
        Item::Affected(matches) => matches.iter().find_map(|said| said.fixed.clone()),
        Item::NotComparable(_) | Item::SetAside(_) => None,
    };
    match fixed {
        Some(fixed) if decided => {
            lang.pick(format!("update to {fixed} or later"), format!("{fixed} 以降へ更新してください"))
        }
        None if decided => lang.pick(
            "remove it or find its fix; no fixed version is named here".to_owned(),
            "取り除くか修正方法を探してください（ここに修正版の記載はありません）".to_owned(),
        ),
        Some(fixed) => lang.pick(
            format!("update to {fixed} or later, or decide{decide}"),
            format!("{fixed} 以降へ更新するか、判断してください{decide}"),
        ),
        None => lang.pick(format!("decide{decide}"), format!("判断してください{decide}")),
    }
}
