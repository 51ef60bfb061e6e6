//! What was looked at and what was not: areas, and which components nobody watches.

use super::{Frame, components, label_width};
use crate::scope::Scope;
use crate::screen::Paper;
use activities::scan::Scan;
use terms::Lang;
use vulnerability::CoverageState;

/// What was looked at, and what was not with the reason.
pub(crate) fn looked(lang: Lang, scope: &Scope, paper: &mut Paper) {
    let looked_at: Vec<&str> = scope.looked_at.iter().map(|area| area.name.as_str()).collect();
    paper.row(label_width(lang), lang.pick("Looked at", "確認済み"), &looked_at.join(lang.pick(" · ", "・")));
    let mut texts: Vec<String> = Vec::new();
    for group in scope.not.chunk_by(|(_, one), (_, other)| one == other) {
        let names: Vec<&str> = group.iter().map(|(area, _)| area.name.as_str()).collect();
        let because = &group[0].1;
        texts.push(match because.as_str() {
            "" => names.join(lang.pick(" · ", "・")),
            because => {
                lang.pick(format!("{} ({because})", names.join(", ")), format!("{}（{because}）", names.join("、")))
            }
        });
    }
    paper.row(label_width(lang), lang.pick("Not looked at", "未確認"), &texts.join(lang.pick(" · ", "・")));
}

/// What is watched and yet not sure: names that no source ever mentioned, components that were changed.
pub(crate) fn doubts(lang: Lang, scan: &Scan<'_>, all: bool, paper: &mut Paper) {
    for text in [never_named(lang, scan, all), changed(lang, scan, all)].into_iter().flatten() {
        paper.row(label_width(lang), "", &text);
    }
}

pub(super) fn watched(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>, paper: &mut Paper) {
    let coverage = &scan.coverage;
    let (watched, countable, unwatched) = (coverage.watched(), coverage.countable(), coverage.unwatched());
    let mut text = match countable {
        0 => {
            lang.pick("nothing: no component could be looked up", "対象なし：照合できる構成要素がありません").to_owned()
        }
        _ => lang
            .pick(format!("{watched} of {}", components(countable as usize)), format!("{countable} 件中 {watched} 件")),
    };
    if unwatched > 0 {
        text.push_str(&lang.pick(
            format!("; {unwatched} {} not, so nothing can be called clean", if unwatched == 1 { "is" } else { "are" }),
            format!("。{unwatched} 件は監視されていないため「問題なし」とは言えません"),
        ));
        if scan.unwatched_allowed {
            text.push_str(lang.pick(
                " (left out of the exit status by --unwatched allow)",
                "（--unwatched allow により終了状態には含めていません）",
            ));
        }
    }
    paper.row(label_width(lang), lang.pick("Watched", "監視"), &text);
    for state in CoverageState::ALL.into_iter().filter(|state| !state.is_watched() && coverage.of(*state) > 0) {
        if let Some(text) = unwatched_names(lang, scan, state, frame.all) {
            paper.row(label_width(lang), "", &text);
        }
    }
    doubts(lang, scan, frame.all, paper);
    let mut rest = Vec::new();
    if coverage.elsewhere() > 0 {
        let elsewhere = coverage.elsewhere();
        rest.push(lang.pick(
            format!("{elsewhere} watched in another way (support.yaml)"),
            format!("別の方法で監視 {elsewhere} 件（support.yaml）"),
        ));
    }
    for (state, en, ja) in [
        (CoverageState::Own, "first-party", "自社開発"),
        (CoverageState::NotSoftware, "files or data", "ファイル・データ"),
    ] {
        let count = coverage.of(state);
        if count > 0 {
            rest.push(lang.pick(format!("{count} {en}, not counted"), format!("{ja} {count} 件（対象外）")));
        }
    }
    let statements: u64 = scan.documents().iter().map(|document| document.statements).sum();
    if statements > 0 {
        rest.push(lang.pick(
            format!("statements about vulnerabilities inside the SBOM: {statements}, not used (tutela triage import)"),
            format!("SBOM 内の脆弱性に関する記述 {statements} 件（未使用、tutela triage import で取り込み）"),
        ));
    }
    rest.extend(unlisted(lang, scan));
    if scan.dependence.unread_documents > 0 {
        rest.push(
            lang.pick("what could not be read is not counted", "読み取れなかった部分は件数に含まれません").to_owned(),
        );
    }
    if !rest.is_empty() {
        paper.row(label_width(lang), "", &rest.join(lang.pick(" · ", "・")));
    }
}

/// That more components exist than are counted, where a document says so.
fn unlisted(lang: Lang, scan: &Scan<'_>) -> Option<String> {
    if !scan.documents().iter().any(|document| document.completeness.is_incomplete()) {
        return None;
    }
    let allowed = if scan.unwatched_allowed {
        lang.pick(
            " (left out of the exit status by --unwatched allow)",
            "（--unwatched allow により終了状態には含めていません）",
        )
    } else {
        ""
    };
    Some(lang.pick(
        format!("what is not listed is not counted: an SBOM says that it is incomplete{allowed}"),
        format!("記載外のものは件数に含まれません（不完全であると自ら述べる SBOM があります）{allowed}"),
    ))
}

/// Why components are unwatched, after their number.
fn unwatched_words(state: CoverageState) -> (&'static str, &'static str) {
    match state {
        CoverageState::VersionNotComparable => ("of a version that cannot be compared", "版を比較できない"),
        CoverageState::NotResolvable => ("without package URL and CPE", "パッケージ URL も CPE もない"),
        CoverageState::NoSource => ("that no held source carries", "取り込み済みの情報源にない"),
        CoverageState::Matched
        | CoverageState::NoKnownVulnerability
        | CoverageState::Own
        | CoverageState::NotSoftware => ("", ""),
    }
}

/// The components that nobody watches for one reason.
fn unwatched_names(lang: Lang, scan: &Scan<'_>, state: CoverageState, all: bool) -> Option<String> {
    let names: Vec<String> = (0..scan.count())
        .filter(|component| scan.states[*component as usize] == state && !scan.is_watched_elsewhere(*component))
        .map(|component| scan.title(component))
        .collect();
    let (en, ja) = unwatched_words(state);
    (!names.is_empty()).then(|| counted(lang, &names, (en, ja), all))
}

/// Watched components whose name no source has ever mentioned: a misspelt name looks just like a clean one.
fn never_named(lang: Lang, scan: &Scan<'_>, all: bool) -> Option<String> {
    let never = |component: &u32| {
        let identity = scan.component(*component).identity;
        scan.states[*component as usize] == CoverageState::NoKnownVulnerability && !scan.name_seen[identity as usize]
    };
    let names: Vec<String> = (0..scan.count()).filter(never).map(|component| scan.title(component)).collect();
    let words = (
        "watched, but no source ever mentioned the name (check its spelling)",
        "監視中だが情報源に一度も現れない名前（綴りを確認）",
    );
    (!names.is_empty()).then(|| counted(lang, &names, words, all))
}

/// Components that were changed and that no range hits: what was changed is known to no source.
fn changed(lang: Lang, scan: &Scan<'_>, all: bool) -> Option<String> {
    let is_it = |component: &u32| {
        scan.states[*component as usize] == CoverageState::NoKnownVulnerability && scan.component(*component).patched
    };
    let names: Vec<String> = (0..scan.count()).filter(is_it).map(|component| scan.title(component)).collect();
    let words = (
        "patched or modified; no range hits the version stated, and no source knows what was changed",
        "パッチ適用・改変済み（記載の版は影響範囲外だが、改変部分を知る情報源はない）",
    );
    (!names.is_empty()).then(|| counted(lang, &names, words, all))
}

/// How many, why, and the first of them: `9 without package URL and CPE: AcmeNet stack 2.3, … and 6 more`.
fn counted(lang: Lang, names: &[String], (en, ja): (&str, &str), all: bool) -> String {
    let shown = if all { names.len() } else { names.len().min(3) };
    let more = names.len() - shown;
    let names_shown = names[..shown].join(lang.pick(", ", "、"));
    let mut text =
        lang.pick(format!("{} {en}: {names_shown}", names.len()), format!("{ja} {} 件：{names_shown}", names.len()));
    if more > 0 {
        text.push_str(&lang.pick(format!(" and {more} more"), format!(" ほか {more} 件")));
    }
    text
}
