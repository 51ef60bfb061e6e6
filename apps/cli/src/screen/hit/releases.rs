//! What it means release by release.

use crate::commands::hit::{Answer, Answered};
use crate::screen::Paper;
use crate::screen::answer::plural;
use activities::hit::{DeviceHit, Found, HowFound, Outcome, ReleaseHit, is_past};
use device::Choice;
use terms::{Lang, When};

/// Columns of what stands below a release.
const INNER: usize = 12;

/// Releases of one kind are shown in full; of those not found only the first ones, unless everything is asked for.
const SHOWN: usize = 12;

pub(super) fn group(lang: Lang, answer: &Answer, outcomes: &[Outcome], heading: &str, all: bool, paper: &mut Paper) {
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
        one_release(lang, one, device, release, paper);
    }
    if releases.len() > shown {
        let more = releases.len() - shown;
        paper.row(1, "", &lang.pick(format!("and {more} more (--all)"), format!("ほか {more} 件（--all）")));
    }
    paper.blank();
}

fn one_release(lang: Lang, one: &Answered, device: &DeviceHit, release: &ReleaseHit, paper: &mut Paper) {
    let name = device.name.get(lang);
    let name = if name.is_empty() { &device.id } else { name };
    let label = if release.label.is_empty() { release.id.to_string() } else { release.label.clone() };
    let state = state(lang, release);
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
    let is_touched = matches!(release.outcome, Outcome::Touched | Outcome::Possible);
    let harm = lang.pick("harm not assessed: no threat model yet", "危害は未評価（脅威モデルなし）");
    let units = match release.units {
        Some(units) => lang.pick(format!("{units} installed unit{}", plural(units as u64)), format!("設置 {units} 台")),
        None => lang
            .pick("not looked at: this dossier stands in no site folder", "未確認：このドシエは施設フォルダ外")
            .to_owned(),
    };
    if is_touched {
        paper.row(INNER, &inner(lang.pick("units", "機器")), &format!("{units} · {harm}"));
    } else if release.units.is_some() {
        paper.row(INNER, &inner(lang.pick("units", "機器")), &units);
    }
}

fn state(lang: Lang, release: &ReleaseHit) -> String {
    release.state.map_or(lang.pick("state unknown", "状態不明").to_owned(), |state| {
        let [en, ja] = state.meaning();
        let past = if is_past(Some(state)) { lang.pick(": ", "：") } else { "" };
        match past {
            "" => state.name().to_owned(),
            past => format!("{}{past}{}", state.name(), lang.pick(en, ja)),
        }
    })
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
        Some(When::Unknown) => lang.pick("end not known", "終了日不明").to_owned(),
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
