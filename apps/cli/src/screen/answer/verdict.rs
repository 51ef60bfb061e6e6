//! The word of the verdict, and its reason in one sentence.

use super::{Frame, plural};
use crate::scope::refused_members;
use crate::screen::Paper;
use activities::scan::{Scan, Verdict};
use std::collections::BTreeMap;
use terms::{Lang, Priority};
use vulnerability::Freshness;

pub(super) fn verdict(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>, paper: &mut Paper) {
    let others = frame.others.iter().map(|finding| finding.priority).max();
    let verdict = scan.verdict(others);
    let word = match verdict {
        Verdict::Blocking => lang.pick("BLOCKING FINDINGS", "阻害する所見あり"),
        Verdict::Undecided => lang.pick("UNDECIDED", "未判断あり"),
        Verdict::NothingBlocking => {
            lang.pick("NOTHING BLOCKING IN WHAT WAS LOOKED AT", "確認した範囲に阻害する所見なし")
        }
        Verdict::NoAnswer => lang.pick("NO ANSWER", "回答不可"),
    };
    let mut text = reason(lang, scan, frame, verdict);
    if verdict == Verdict::NoAnswer {
        text.push('\n');
        text.push_str(lang.pick(
            "what was found is below; that no more was found means nothing",
            "見つかったものは以下に示しますが、ほかに何も出ていないことに意味はありません",
        ));
    }
    paper.headed(word, &text);
}

/// The verdict's reason in one sentence.
fn reason(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>, verdict: Verdict) -> String {
    let dependence = &scan.dependence;
    let mut parts = Vec::new();
    if scan.count() == 0 {
        parts.push(lang.pick(
            "no component was found, so nothing was looked at".to_owned(),
            "構成要素が一つもないため、何も確認していません".to_owned(),
        ));
    }
    for document in scan.documents().iter().filter(|document| document.components == 0 && scan.count() > 0) {
        parts.push(lang.pick(
            format!("{} holds no component", document.file),
            format!("{} に構成要素がありません", document.file),
        ));
    }
    if scan.count() > 0 && scan.coverage.countable() == 0 {
        parts.push(lang.pick(
            "no component could be looked up: all are first-party, files or data".to_owned(),
            "照合できる構成要素がありません（すべて自社開発、またはファイル・データ）".to_owned(),
        ));
    }
    parts.extend(scan.unread().map(|unread| unread.say(lang)));
    parts.extend(refused_members(lang, scan));
    parts.extend(unusable_sources(lang, scan));
    let mut counts: BTreeMap<Priority, (u64, u64)> = BTreeMap::new();
    for (_, finding, priority) in scan.each_finding() {
        let (all, exploited) = counts.entry(priority).or_default();
        *all += 1;
        let vulnerability = &scan.vulnerabilities[scan.findings[finding as usize].vulnerability as usize];
        *exploited += u64::from(vulnerability.exploited.is_some());
    }
    let found: BTreeMap<Priority, u64> = counts.iter().map(|(priority, (all, _))| (*priority, *all)).collect();
    for finding in frame.others {
        counts.entry(finding.priority).or_default().0 += 1;
    }
    for (priority, en, ja) in [
        (Priority::Blocking, "stand against the release", "がリリースを阻害しています"),
        (Priority::Undecided, "wait for a decision", "が判断待ちです"),
    ] {
        let Some((all, exploited)) = counts.get(&priority) else { continue };
        let of_vulnerabilities = found.get(&priority).copied().unwrap_or(0);
        let mut text = lang.pick(
            format!("{all} finding{} {}", plural(*all), if *all == 1 { singular(en) } else { en.to_owned() }),
            format!("所見 {all} 件{ja}"),
        );
        if *exploited > 0 {
            text.push_str(&lang.pick(
                format!(", {exploited} of them known exploited"),
                format!("（うち悪用確認済み {exploited} 件）"),
            ));
        }
        if *exploited == 0 && of_vulnerabilities > 0 && !scan.kev_held() {
            text.push_str(lang.pick(
                " (whether any is exploited is unknown: no fresh KEV is held)",
                "（新しい KEV がないため悪用の有無は不明）",
            ));
        }
        parts.push(text);
    }
    if dependence.unwatched > 0 {
        parts.push(unwatched(lang, scan));
    }
    parts.extend(incomplete(lang, scan));
    parts.extend(elsewhere(lang, scan));
    if parts.is_empty() && verdict == Verdict::NothingBlocking {
        parts.push(lang.pick(
            "a person releases; this program only says what it looked at".to_owned(),
            "出荷の判断は人が行います。本プログラムは確認した範囲を示すだけです".to_owned(),
        ));
    }
    parts.join(lang.pick("; ", "。"))
}

/// How many components nobody watches, by name when they are few.
fn unwatched(lang: Lang, scan: &Scan<'_>) -> String {
    let names: Vec<String> = (0..scan.count())
        .filter(|component| !scan.states[*component as usize].is_watched() && !scan.is_watched_elsewhere(*component))
        .map(|component| scan.title(component))
        .take(4)
        .collect();
    let count = scan.dependence.unwatched;
    let names = if names.len() <= 3 { format!(" ({})", names.join(", ")) } else { String::new() };
    lang.pick(
        format!("{count} component{} watched by nobody{names}", if count == 1 { " is" } else { "s are" }),
        format!("監視されていない構成要素が {count} 件あります{names}"),
    )
}

/// The documents that call themselves incomplete.
fn incomplete(lang: Lang, scan: &Scan<'_>) -> Vec<String> {
    let documents = scan.documents().iter().filter(|document| document.completeness.is_incomplete());
    let text = |file: &str| {
        lang.pick(format!("{file} says that it is incomplete"), format!("{file} は不完全であると自ら述べています"))
    };
    documents.map(|document| text(&document.file)).collect()
}

/// The documents that name parts which nothing that was read holds.
fn elsewhere(lang: Lang, scan: &Scan<'_>) -> Vec<String> {
    let documents = scan.documents().iter().filter(|document| document.elsewhere.hiding > 0);
    let text = |file: &str, hiding: u64| {
        lang.pick(
            format!("{file} names {hiding} part{} that it does not list", plural(hiding)),
            format!("{file} は記載のない部品 {hiding} 件を参照しています"),
        )
    };
    documents.map(|document| text(&document.file, document.elsewhere.hiding)).collect()
}

fn singular(en: &str) -> String {
    en.replacen("stand ", "stands ", 1).replacen("wait ", "waits ", 1)
}

/// Stale and missing sources that the answer leans on.
pub(crate) fn unusable_sources(lang: Lang, scan: &Scan<'_>) -> Vec<String> {
    let total = scan.count() as usize;
    let mut texts = Vec::new();
    for (place, source) in scan.sources.iter().enumerate().filter(|(_, source)| source.is_unusable()) {
        let only = scan.only_source_of.get(&place).copied().unwrap_or(0);
        if only == 0 && !source.promised {
            continue;
        }
        let (name, limit) = (&source.name, source.limit_days);
        let mut text = match (source.freshness, source.age_days) {
            (None, _) => lang.pick(
                format!("{name} is promised in the plan and is not held"),
                format!("計画で約束した {name} が取り込まれていません"),
            ),
            (Some(_), Some(days)) => lang.pick(
                format!("the {name} snapshot is {days} days old ({limit} allowed)"),
                format!("{name} は {days} 日前のものです（許容 {limit} 日）"),
            ),
            (Some(Freshness::Future), None) => lang.pick(
                format!("{name} is dated in the future: the clock or the feed is wrong, so its age is unknown"),
                format!("{name} の日付が未来です（時計または情報源の日付が誤り）。どれだけ古いか分かりません"),
            ),
            (Some(_), None) => lang.pick(
                format!("nobody dates the {name} snapshot, so it counts as stale"),
                format!("{name} の日付が不明のため、古いものとして扱います"),
            ),
        };
        if only > 0 {
            text.push_str(&lang.pick(
                format!(" and is the only source for {only} of {total} components"),
                format!("。{total} 件中 {only} 件の構成要素はこの情報源だけに頼っています"),
            ));
        }
        texts.push(text);
    }
    texts
}
