//! The screen of `hit`: the vulnerability once with the dates of its sources, then what it means release by release. What is
//! not found is told with its coverage; what nobody can tell is told as unknown.

use super::Paper;
use super::answer::plural;
use crate::commands::hit::{Answer, Answered};
use crate::edge::Edge;
use activities::hit::{DeviceHit, Found, HowFound, Outcome, ReleaseHit, Wanted, is_past, known_exploited};
use activities::scan::{SourceState, Verdict};
use device::Choice;
use terms::Lang;
use vulnerability::{Source, State};

/// Columns of the labels at the left edge.
const LABEL: usize = 16;
/// Columns of what stands below a release.
const INNER: usize = 12;

/// Draws the answer.
pub(crate) fn hit(edge: &Edge, answer: &Answer, all: bool, paper: &mut Paper) {
    let lang = edge.lang;
    let vulnerability = &answer.wanted.vulnerability;
    let as_of = lang.pick(format!("as of {}", edge.moment()), format!("{} 時点", edge.moment()));
    let asked = &answer.wanted.asked;
    let title = match asked.eq_ignore_ascii_case(&vulnerability.id) {
        true => vulnerability.id.clone(),
        false => lang.pick(
            format!("{} (asked for as {asked})", vulnerability.id),
            format!("{}（照会: {asked}）", vulnerability.id),
        ),
    };
    paper.split(&title, &as_of);
    verdict(lang, answer, paper);
    paper.blank();
    about(lang, &answer.wanted, &answer.sources, paper);
    paper.blank();
    for (outcomes, en, ja) in [
        (&[Outcome::Touched, Outcome::Possible][..], "TOUCHED", "該当"),
        (&[Outcome::Unknown][..], "UNKNOWN", "不明"),
        (&[Outcome::SetAside, Outcome::NotFound][..], "NOT FOUND in what was looked at", "確認範囲では未検出"),
    ] {
        group(lang, answer, outcomes, lang.pick(en, ja), all, paper);
    }
    unread(lang, answer, paper);
    scope(lang, answer, paper);
    paper.row(LABEL, lang.pick("Mirror", "ミラー"), answer.mirror.get(..12).unwrap_or(&answer.mirror));
    paper.row(LABEL, lang.pick("Next", "次の手順"), &next(lang, answer));
}

/// Draws that no source knows the id.
pub(crate) fn unknown(edge: &Edge, asked: &str, sources: &[SourceState], paper: &mut Paper) {
    let lang = edge.lang;
    paper.headed(
        lang.pick("NO ANSWER", "回答不可"),
        &lang.pick(
            format!("no held source knows {asked}; that says nothing about any device"),
            format!("取り込み済みの情報源に {asked} はありません。機器への影響の有無は判断できません"),
        ),
    );
    let held: Vec<String> = sources.iter().map(|source| dated(lang, source)).collect();
    let held = match held.is_empty() {
        true => lang.pick("none", "なし").to_owned(),
        false => held.join(" · "),
    };
    paper.row(LABEL, lang.pick("Sources held", "取得済み情報源"), &held);
    paper.row(
        LABEL,
        lang.pick("Next", "次の手順"),
        lang.pick(
            "check the id; import newer feeds (tutela feeds sync, tutela feeds import PATH) and ask again",
            "id を確認し、新しいフィードを取り込んで（tutela feeds sync、tutela feeds import PATH）再度照会してください",
        ),
    );
}

fn verdict(lang: Lang, answer: &Answer, paper: &mut Paper) {
    let tally = &answer.tally;
    let words = match answer.verdict {
        Verdict::Blocking => lang.pick("BLOCKING FINDINGS", "阻害する所見あり"),
        Verdict::Undecided => lang.pick("UNDECIDED", "未判断あり"),
        Verdict::NothingBlocking => {
            lang.pick("NOTHING BLOCKING IN WHAT WAS LOOKED AT", "確認した範囲に阻害する所見なし")
        }
        Verdict::NoAnswer => lang.pick("NO ANSWER", "回答不可"),
    };
    let (touched, unknown, not_found, dossiers) =
        (tally.touched, tally.unknown, tally.not_found, answer.dossiers.len());
    paper.headed(
        words,
        &lang.pick(
            format!(
                "{touched} release{} touched · {unknown} unknown · {not_found} not found; {dossiers} dossier{} found",
                plural(touched as u64),
                plural(dossiers as u64)
            ),
            format!("リリース: 該当 {touched}・不明 {unknown}・未検出 {not_found}。見つかったドシエ {dossiers} 件"),
        ),
    );
}

/// A source part with its own date.
fn dated(lang: Lang, source: &SourceState) -> String {
    let name = &source.name;
    let stale = if source.is_unusable() { lang.pick(" STALE", " 期限超過") } else { "" };
    match source.facts.as_ref().and_then(|facts| facts.published_at) {
        Some(at) => lang.pick(format!("{name} of {}{stale}", at.day()), format!("{name}（{}）{stale}", at.day())),
        None if source.facts.is_none() => lang.pick(format!("{name} NOT HELD"), format!("{name} 未取得")),
        None => lang.pick(format!("{name} of unknown date{stale}"), format!("{name}（日付不明）{stale}")),
    }
}

/// The vulnerability itself, once.
fn about(lang: Lang, wanted: &Wanted, sources: &[SourceState], paper: &mut Paper) {
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
    paper.row(LABEL, lang.pick("Known to", "記録"), &known.join(" · "));
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

/// Releases of one kind are shown in full; of those not found only the first ones, unless everything is asked for.
const SHOWN: usize = 12;

fn group(lang: Lang, answer: &Answer, outcomes: &[Outcome], heading: &str, all: bool, paper: &mut Paper) {
    let releases: Vec<(&Answered, &DeviceHit, &ReleaseHit)> = answer
        .dossiers
        .iter()
        .filter_map(|one| one.outcome.as_ref().ok().map(|device| (one, device)))
        .flat_map(|(one, device)| device.releases.iter().map(move |release| (one, device, release)))
        .filter(|(_, _, release)| outcomes.contains(&release.outcome))
        .collect();
    if releases.is_empty() {
        return;
    }
    paper.line(heading);
    let shown = if all { usize::MAX } else { SHOWN };
    for (one, device, release) in releases.iter().take(shown) {
        let name = device.name.get(lang);
        let name = if name.is_empty() { &device.id } else { name };
        let label = if release.label.is_empty() { release.id.to_string() } else { release.label.clone() };
        let state = release.state.map_or(lang.pick("state unknown", "状態不明").to_owned(), |state| {
            let [en, ja] = state.meaning();
            let past = if is_past(Some(state)) { lang.pick(": ", "：") } else { "" };
            match past {
                "" => state.name().to_owned(),
                past => format!("{}{past}{}", state.name(), lang.pick(en, ja)),
            }
        });
        paper.row(
            1,
            "",
            &lang.pick(
                format!("{name} · release {label} ({state}) · {}", one.dir),
                format!("{name} · リリース {label}（{state}）· {}", one.dir),
            ),
        );
        for found in &release.found {
            touched(lang, found, paper);
        }
        paper.row(INNER, &inner(lang.pick("watched", "監視")), &coverage(lang, release));
        if matches!(release.outcome, Outcome::Touched | Outcome::Possible) {
            paper.row(
                INNER,
                &inner(lang.pick("units", "機器")),
                lang.pick(
                    "none known: there is no site folder · harm not assessed: no threat model yet",
                    "不明（施設フォルダなし）· 危害は未評価（脅威モデルなし）",
                ),
            );
        }
    }
    if releases.len() > shown {
        let more = releases.len() - shown;
        paper.row(1, "", &lang.pick(format!("and {more} more (--all)"), format!("ほか {more} 件（--all）")));
    }
    paper.blank();
}

fn inner(label: &str) -> String {
    format!("   {label}")
}

fn touched(lang: Lang, found: &Found, paper: &mut Paper) {
    let place = found.place.as_ref().map_or(String::new(), |place| format!(" · {place}"));
    let range = match found.range.as_str() {
        "" => String::new(),
        range => lang.pick(format!("range {range} in "), format!("範囲 {range}、情報源 ")),
    };
    let why = lang.pick(&found.en, &found.ja);
    let text = match found.how {
        HowFound::ByName => format!("{}{place} · {why}", found.component),
        HowFound::Certain | HowFound::Possible | HowFound::NotComparable | HowFound::SetAside => {
            format!("{}{place} · {range}{} {} · {why}", found.component, found.source, found.record)
        }
    };
    paper.row(INNER, &inner(lang.pick("where", "場所")), &text);
    let decided = match &found.decided {
        Some(decided) => lang.pick(decided.en.clone(), decided.ja.clone()),
        None => lang.pick("nothing decided", "判断なし").to_owned(),
    };
    paper.row(INNER, &inner(lang.pick("status", "状態")), &decided);
    paper.row(INNER, &inner(lang.pick("support", "サポート")), &support(lang, found));
}

fn support(lang: Lang, found: &Found) -> String {
    let Some(support) = found.support else {
        return lang.pick("not in support.yaml", "support.yaml に記載なし").to_owned();
    };
    let level = support.level.map_or(lang.pick("level not stated", "水準の記載なし").to_owned(), |level| {
        let [en, ja] = level.meaning();
        lang.pick(en, ja).to_owned()
    });
    let end = match support.end {
        Some(end) => lang.pick(format!("ends {end}"), format!("終了 {end}")),
        None => lang.pick("no end stated", "終了日の記載なし").to_owned(),
    };
    let past = if support.is_past { lang.pick(", PAST", "、終了済み") } else { "" };
    format!("{level} · {end}{past}")
}

fn coverage(lang: Lang, release: &ReleaseHit) -> String {
    let (watched, countable, unwatched) =
        (release.coverage.watched(), release.coverage.countable(), release.coverage.unwatched());
    let mut text = lang.pick(
        format!("{watched} of {countable} component{}", plural(countable)),
        format!("構成要素 {countable} 件中 {watched} 件"),
    );
    if unwatched > 0 {
        let more = unwatched.saturating_sub(release.unwatched.len() as u64);
        let names = release.unwatched.join(lang.pick(", ", "、"));
        let more = match more {
            0 => String::new(),
            more => lang.pick(format!(" and {more} more"), format!(" ほか {more} 件")),
        };
        text.push_str(&lang.pick(format!("; not: {names}{more}"), format!("。未監視: {names}{more}")));
    }
    for because in release.leans_on(lang) {
        text.push_str(lang.pick("; ", "。"));
        text.push_str(&because);
    }
    text
}

/// Dossiers and folders that gave no answer.
fn unread(lang: Lang, answer: &Answer, paper: &mut Paper) {
    let mut texts: Vec<String> = answer.unread.iter().map(|fault| fault.say(lang)[0].clone()).collect();
    for one in &answer.dossiers {
        match &one.outcome {
            Err(complaint) => texts.push(format!("{}: {}", one.dir, complaint.what)),
            Ok(device) => {
                let complaints = device
                    .complaints
                    .iter()
                    .filter(|complaint| complaint.priority >= terms::Priority::Undecided)
                    .count();
                if complaints > 0 {
                    let dir = &one.dir;
                    texts.push(lang.pick(
                        format!(
                            "{dir}: {complaints} place{} could not be read (tutela check {dir})",
                            plural(complaints as u64)
                        ),
                        format!("{dir}: 読み取れない箇所 {complaints} 件（tutela check {dir}）"),
                    ));
                }
                if device.releases.is_empty() {
                    let dir = &one.dir;
                    texts.push(lang.pick(format!("{dir}: no release to look at"), format!("{dir}: リリースなし")));
                }
            }
        }
    }
    if !texts.is_empty() {
        paper.line(lang.pick("NO ANSWER from", "回答なし"));
        for text in texts {
            paper.row(1, "", &text);
        }
        paper.blank();
    }
}

fn scope(lang: Lang, answer: &Answer, paper: &mut Paper) {
    let mut not = vec![
        lang.pick("units (no site folder)", "機器（施設フォルダなし）").to_owned(),
        lang.pick("harm (no threat model yet)", "危害（脅威モデルなし）").to_owned(),
    ];
    let named = answer.sources.iter().any(|source| source.name == Source::Csaf.name());
    if !named {
        not.push(
            lang.pick("devices by name (no CSAF advisories held)", "名称による機器の照合（CSAF アドバイザリ未取得）")
                .to_owned(),
        );
    }
    let words = answer.wanted.unnamed;
    if words > 0 {
        not.push(lang.pick(
            format!("{words} product{} that records name by words alone", plural(words)),
            format!("記録が語句だけで示す製品 {words} 件"),
        ));
    }
    paper.row(
        LABEL,
        lang.pick("Looked at", "確認済み"),
        lang.pick("components of every release", "全リリースの構成要素"),
    );
    paper.row(LABEL, lang.pick("Not looked at", "未確認"), &not.join(" · "));
}

fn next(lang: Lang, answer: &Answer) -> String {
    let id = &answer.wanted.vulnerability.id;
    let first = answer.dossiers.iter().find(|one| {
        one.outcome.as_ref().is_ok_and(|device| {
            device.releases.iter().any(|release| matches!(release.outcome, Outcome::Touched | Outcome::Possible))
        })
    });
    let unknown = answer.dossiers.iter().find(|one| {
        one.outcome
            .as_ref()
            .is_ok_and(|device| device.releases.iter().any(|release| release.outcome == Outcome::Unknown))
    });
    match (first, unknown) {
        (Some(one), _) => {
            let dir = &one.dir;
            lang.pick(format!("decide on {id}: tutela triage {dir}"), format!("{id} を判断: tutela triage {dir}"))
        }
        (None, Some(one)) => {
            let dir = &one.dir;
            lang.pick(
                format!("see what is unwatched: tutela check {dir}"),
                format!("未監視の範囲を確認: tutela check {dir}"),
            )
        }
        (None, None) => lang
            .pick("nothing; ask again when sources are newer", "なし。情報源の更新後に再照会してください")
            .to_owned(),
    }
}
