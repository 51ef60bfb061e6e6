//! The screen of `hit`: the vulnerability once with the dates of its sources, then what it means release by release. What is
//! not found is told with its coverage; what nobody can tell is told as unknown.

mod about;
mod releases;
mod sites;

use super::Paper;
use super::answer::plural;
use crate::commands::hit::{Answer, Decided};
use crate::edge::Edge;
use about::{about, dated};
use activities::hit::Outcome;
use activities::scan::{SourceState, Verdict};
use device::Choice;
use releases::group;
use terms::Lang;
use vulnerability::Source;

/// Columns of the labels at the left edge.
const LABEL: usize = 16;

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
    sites::sites(lang, answer, paper);
    unread(lang, answer, paper);
    scope(lang, answer, paper);
    let held: Vec<String> = answer.sources.iter().map(|source| dated(lang, source)).collect();
    paper.row(LABEL, lang.pick("Sources held", "取得済み情報源"), &held.join(" · "));
    paper.row(LABEL, lang.pick("Mirror", "ミラー"), answer.mirror.get(..12).unwrap_or(&answer.mirror));
    paper.row(LABEL, lang.pick("Next", "次の手順"), &next(lang, answer));
}

/// Draws that no source knows the id.
pub(crate) fn unknown(edge: &Edge, asked: &str, sources: &[SourceState], decided: &[Decided], paper: &mut Paper) {
    let lang = edge.lang;
    paper.headed(
        lang.pick("NO ANSWER", "回答不可"),
        &lang.pick(
            format!("no held source knows {asked}; that says nothing about any device"),
            format!("取り込み済みの情報源に {asked} はありません。機器への影響の有無は判断できません"),
        ),
    );
    for Decided { dir, release, component, status } in decided {
        let [en, ja] = status.meaning();
        let text = lang.pick(
            format!("{en}: {component}, release {release} · {dir}"),
            format!("{ja}：{component}、リリース {release} · {dir}"),
        );
        paper.row(LABEL, lang.pick("Decided", "判断済み"), &text);
    }
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
            "check the id (of an advisory about several vulnerabilities ask for a CVE); import newer feeds (tutela feeds sync, tutela feeds import PATH) and ask again",
            "id を確認し（複数の脆弱性を扱う勧告は CVE で照会）、新しいフィードを取り込んで（tutela feeds sync、tutela feeds import PATH）再度照会してください",
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
    let units = match tally.units_unknown {
        0 => String::new(),
        units => lang.pick(
            format!("; {units} unit{} nobody can tell about", plural(units as u64)),
            format!("。判断できない機器 {units} 台"),
        ),
    };
    paper.headed(
        words,
        &lang.pick(
            format!(
                "{touched} release{} touched · {unknown} unknown · {not_found} not found; {dossiers} dossier{} found{units}",
                plural(touched as u64),
                plural(dossiers as u64)
            ),
            format!(
                "リリース: 該当 {touched}・不明 {unknown}・未検出 {not_found}。見つかったドシエ {dossiers} 件{units}"
            ),
        ),
    );
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
    let mut not = Vec::new();
    if answer.sites.is_empty() {
        not.push(lang.pick("units (no site folder named)", "機器（施設フォルダの指定なし）").to_owned());
    }
    not.push(lang.pick("harm (no threat model yet)", "危害（脅威モデルなし）").to_owned());
    let named = answer.sources.iter().any(|source| source.name == Source::Csaf.name());
    if !named {
        not.push(
            lang.pick("devices by name (no CSAF advisories held)", "名称による機器の照合（CSAF 勧告未取得）")
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
        match answer.sites.is_empty() {
            true => lang.pick("components of every release", "全リリースの構成要素"),
            false => lang.pick(
                "components of every release · installed units, firewalls and remote lines of each site",
                "全リリースの構成要素・各施設の設置機器、ファイアウォール、遠隔回線",
            ),
        },
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
