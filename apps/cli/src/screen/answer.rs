//! The first screen of `scan` and `check`: verdict, the three worst things and why, what was looked at and what not,
//! coverage, sources, what is due, next step. Details follow on request.

use crate::edge::Edge;
use crate::screen::Paper;
use activities::scan::speak::{sure, why};
use activities::scan::{Item, Scan, SourceState, Verdict};
use std::collections::BTreeMap;
use terms::{Finding, Lang, Place, Priority};
use vulnerability::{CoverageState, Freshness, Source, Vulnerability};

/// What the screen shows beside the scan itself.
pub(crate) struct Frame<'f> {
    /// What the answer is about: device and release, or a file.
    pub(crate) title: String,
    /// Findings from elsewhere: the dossier, the plan, the documents.
    pub(crate) others: &'f [Finding],
    /// Areas looked at.
    pub(crate) looked_at: Vec<String>,
    /// Areas not looked at, with the reason.
    pub(crate) not_looked_at: Vec<(String, String)>,
    /// Rows of the dossier that follow the sources: label and text.
    pub(crate) rows: Vec<(String, String)>,
    /// The command that shows everything.
    pub(crate) all_command: String,
    /// Show everything.
    pub(crate) all: bool,
    /// Where a decision is written.
    pub(crate) decide: String,
}

/// Where each component stands.
pub(crate) type PlaceOf<'p> = &'p dyn Fn(u32) -> Place;

/// Columns of the labels at the left edge; the widest label of each language fits.
pub(crate) fn label_width(lang: Lang) -> usize {
    lang.pick(15, 12)
}

/// Columns of the labels below a numbered finding.
const INNER: usize = 13;

/// Draws the screen.
pub(crate) fn draw(edge: &Edge, scan: &Scan<'_>, frame: &Frame<'_>, places: PlaceOf<'_>, paper: &mut Paper) {
    let lang = edge.lang;
    let as_of = lang.pick(format!("as of {}", edge.moment()), format!("{} 時点", edge.moment()));
    let count = scan.count() as usize;
    let title =
        lang.pick(format!("{} · {}", frame.title, components(count)), format!("{} · 構成要素 {count}", frame.title));
    paper.split(&title, &as_of);
    verdict(lang, scan, frame, paper);
    paper.blank();
    let shown = if frame.all { usize::MAX } else { 3 };
    worst(lang, scan, frame, places, shown, paper);
    looked(lang, frame, paper);
    watched(lang, scan, frame, paper);
    sources(edge, scan, paper);
    for (label, text) in &frame.rows {
        paper.row(label_width(lang), label, text);
    }
    paper.blank();
    last(edge, scan, frame, paper);
    if frame.all {
        details(lang, scan, frame, places, paper);
    }
}

fn verdict(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>, paper: &mut Paper) {
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
    parts.extend(unusable_sources(lang, scan));
    let mut counts: BTreeMap<Priority, (u64, u64)> = BTreeMap::new();
    for (_, finding, priority) in scan.each_finding() {
        let (all, exploited) = counts.entry(priority).or_default();
        *all += 1;
        let vulnerability = &scan.vulnerabilities[scan.findings[finding as usize].vulnerability as usize];
        *exploited += u64::from(vulnerability.exploited.is_some());
    }
    for finding in frame.others {
        counts.entry(finding.priority).or_default().0 += 1;
    }
    for (priority, en, ja) in [
        (Priority::Blocking, "stand against the release", "がリリースを阻害しています"),
        (Priority::Undecided, "wait for a decision", "が判断待ちです"),
    ] {
        let Some((all, exploited)) = counts.get(&priority) else { continue };
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
        parts.push(text);
    }
    if dependence.unwatched > 0 {
        parts.push(unwatched(lang, scan));
    }
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

fn singular(en: &str) -> String {
    en.replacen("stand ", "stands ", 1).replacen("wait ", "waits ", 1)
}

/// The English plural ending.
pub(crate) fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// `1 component`, `2 components`.
pub(crate) fn components(count: usize) -> String {
    format!("{count} component{}", plural(count as u64))
}

/// Stale and missing sources that the answer leans on.
fn unusable_sources(lang: Lang, scan: &Scan<'_>) -> Vec<String> {
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

/// The worst things, each with its reason. Findings from elsewhere stand between them by priority.
fn worst(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>, places: PlaceOf<'_>, shown: usize, paper: &mut Paper) {
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
    paper.row(INNER, &label("why", "理由"), &reasons(lang, &vulnerability.id, &found.item));
    paper.row(INNER, &label("harm", "危害"), lang.pick("not assessed: no threat model yet", "未評価：脅威モデルなし"));
    paper.row(INNER, &label("where", "場所"), &places(component).to_string());
    if let Some(decided) = scan.decided.get(&(component, finding)) {
        paper.row(INNER, &label("decided", "判断"), lang.pick(&decided.en, &decided.ja));
    }
    let decided = scan.decided.get(&(component, finding)).is_some_and(|decided| decided.priority == Priority::Blocking);
    paper.row(INNER, &label("next", "次"), &next_step(lang, &found.item, &frame.decide, decided));
}

/// What is known of its exploitation and its score, in one line.
fn standing(lang: Lang, vulnerability: &Vulnerability) -> String {
    let mut parts = Vec::new();
    if let Some(listed) = vulnerability.exploited {
        let day = listed.map(|day| lang.pick(format!(", listed {day}"), format!("、{day} 掲載"))).unwrap_or_default();
        parts.push(lang.pick(format!("known exploited (CISA KEV{day})"), format!("悪用確認済み（CISA KEV{day}）")));
    } else if vulnerability.exploitation.as_deref() == Some("active") {
        parts.push(lang.pick("exploitation active (CISA SSVC)", "悪用あり（CISA SSVC）").to_owned());
    }
    if let Some(rating) = &vulnerability.rating {
        let score = rating.tenths.map_or("?".to_owned(), |tenths| format!("{}.{}", tenths / 10, tenths % 10));
        parts.push(format!("CVSS {score} ({})", rating.scorer));
    }
    parts.push(match vulnerability.epss {
        Some(millionths) => format!("EPSS {:.3}", f64::from(millionths) / 1_000_000.0),
        None => lang.pick("EPSS unknown", "EPSS 不明").to_owned(),
    });
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

fn looked(lang: Lang, frame: &Frame<'_>, paper: &mut Paper) {
    paper.row(label_width(lang), lang.pick("Looked at", "確認済み"), &frame.looked_at.join(lang.pick(" · ", "・")));
    let mut texts: Vec<String> = Vec::new();
    for group in frame.not_looked_at.chunk_by(|(_, one), (_, other)| one == other) {
        let names: Vec<&str> = group.iter().map(|(area, _)| area.as_str()).collect();
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

fn watched(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>, paper: &mut Paper) {
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
        paper.row(label_width(lang), "", &unwatched_names(lang, scan, state, frame.all));
    }
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
    if !rest.is_empty() {
        paper.row(label_width(lang), "", &rest.join(lang.pick(" · ", "・")));
    }
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

/// `9 without package URL and CPE: AcmeNet stack 2.3, … and 6 more`.
fn unwatched_names(lang: Lang, scan: &Scan<'_>, state: CoverageState, all: bool) -> String {
    let names: Vec<String> = (0..scan.count())
        .filter(|component| scan.states[*component as usize] == state && !scan.is_watched_elsewhere(*component))
        .map(|component| scan.title(component))
        .collect();
    let shown = if all { names.len() } else { names.len().min(3) };
    let more = names.len() - shown;
    let (en, ja) = unwatched_words(state);
    let names_shown = names[..shown].join(lang.pick(", ", "、"));
    let mut text =
        lang.pick(format!("{} {en}: {names_shown}", names.len()), format!("{ja} {} 件：{names_shown}", names.len()));
    if more > 0 {
        text.push_str(&lang.pick(format!(" and {more} more"), format!(" ほか {more} 件")));
    }
    text
}

fn sources(edge: &Edge, scan: &Scan<'_>, paper: &mut Paper) {
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
        notes.push(lang.pick(format!("{rejected} records refused"), format!("拒否 {rejected} 件")));
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
        Some(Freshness::Fresh) => "",
        Some(Freshness::Stale | Freshness::Undated) | None => lang.pick(" STALE", " 期限超過"),
    };
    format!("{name} {age}{stale}{notes}")
}

fn last(edge: &Edge, scan: &Scan<'_>, frame: &Frame<'_>, paper: &mut Paper) {
    let lang = edge.lang;
    let mirror = match scan.mirror.get(..12) {
        Some(hash) => format!("{hash}…"),
        None => lang.pick("none", "なし").to_owned(),
    };
    paper.row(label_width(lang), lang.pick("Mirror", "ミラー"), &mirror);
    let mut steps = first_steps(lang, scan, frame);
    let count = (scan.each_finding().count() + frame.others.len()) as u64;
    if !frame.all && count > 0 {
        steps.push(lang.pick(
            format!("see {count} finding{} in full: {}", plural(count), frame.all_command),
            format!("所見 {count} 件の全体: {}", frame.all_command),
        ));
    }
    steps.push(
        lang.pick("learn what a code means: tutela explain CODE", "コードの意味: tutela explain CODE").to_owned(),
    );
    paper.row(label_width(lang), lang.pick("Next", "次の手順"), &steps.join("\n"));
}

/// What would bring an answer nearer: feeds, SBOMs, decisions, identifiers.
fn first_steps(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>) -> Vec<String> {
    let dependence = &scan.dependence;
    let mut steps = Vec::new();
    if scan.mirror.is_empty() || dependence.stale_only > 0 || dependence.promised_unusable > 0 {
        steps.push(
            lang.pick(
                "import newer feeds: tutela feeds import PATH",
                "新しいフィードの取り込み: tutela feeds import PATH",
            )
            .to_owned(),
        );
    }
    if dependence.no_components {
        steps.push(lang.pick("give an SBOM that lists components", "構成要素を含む SBOM を用意する").to_owned());
    }
    if scan.each_finding().any(|(_, _, priority)| priority == Priority::Undecided) {
        steps.push(lang.pick(
            format!("decide the open findings{}", frame.decide),
            format!("未判断の所見を判断する{}", frame.decide),
        ));
    }
    if dependence.unwatched > 0 {
        steps.push(
            lang.pick(
                "for what nobody watches: state a package URL or CPE in the SBOM, import a source that carries it, or name another watch in support.yaml",
                "監視されていないもの: SBOM に purl か CPE を記載する、該当する情報源を取り込む、または support.yaml に別の監視方法を記載する",
            )
            .to_owned(),
        );
    }
    steps
}

/// Findings that ask nothing now, listed for the whole picture.
fn details(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>, places: PlaceOf<'_>, paper: &mut Paper) {
    paper.blank();
    paper.line(lang.pick("Further findings", "その他の所見"));
    for finding in frame.others {
        if finding.priority < Priority::Undecided {
            detail(lang, finding, paper);
        }
    }
    for (component, finding, priority) in scan.each_finding() {
        if priority < Priority::Undecided {
            detail(lang, &scan.finding(component, finding, priority, Some(places(component))), paper);
        }
    }
}

fn detail(lang: Lang, finding: &Finding, paper: &mut Paper) {
    let wording = finding.detail.say(lang);
    let place = finding.subject.place.as_ref().map(|place| format!("{place}  ")).unwrap_or_default();
    paper.row(2, " ", &format!("{place}{} [{}]", wording.what, finding.code()));
}
