//! The screen of `network sheet`: what the device needs of the place where it is used, section by section.

use crate::screen::Paper;
use activities::environment_sheet::{Entry, EnvironmentSheet, Section};
use terms::Lang;

/// What stands where nobody stated anything.
pub(crate) fn not_stated(lang: Lang) -> &'static str {
    lang.pick("NOT STATED", "記載なし")
}

/// Who stands by the profile.
pub(crate) fn confirmed(lang: Lang, by_maker: Option<bool>) -> &'static str {
    match by_maker {
        Some(false) => {
            lang.pick("NO: a draft that the maker has not confirmed", "未確認: 製造業者が確認していない下書き")
        }
        Some(true) => lang.pick("yes", "確認済み"),
        None => lang.pick("not said; taken for the maker's own", "記載なし（製造業者によるものとみなす）"),
    }
}

/// Draws the sheet.
pub(crate) fn drawn(lang: Lang, sheet: &EnvironmentSheet, paper: &mut Paper) {
    let name = sheet.name.as_ref().map(|name| name.get(lang)).filter(|name| !name.is_empty());
    let name = name.unwrap_or(&sheet.device);
    let version = sheet.profile_version.as_deref().unwrap_or("–");
    paper.line(&lang.pick(
        format!("Minimum operating environment · {name} · profile version {version}"),
        format!("最低限の使用環境要件 · {name} · プロファイルの版 {version}"),
    ));
    paper.row(
        0,
        lang.pick("confirmed by the maker:", "製造業者による確認："),
        confirmed(lang, sheet.confirmed_by_maker),
    );
    let mut last = None;
    for entry in &sheet.entries {
        if last != Some(entry.section) {
            paper.blank();
            paper.line(entry.section.say(lang));
            last = Some(entry.section);
        }
        drawn_entry(lang, entry, paper);
    }
    paper.blank();
    let count = sheet.not_stated();
    paper.row(16, lang.pick("not stated", "記載なし"), &lang.pick(format!("{count} fact(s)"), format!("{count} 件")));
    if !sheet.entries.iter().any(|entry| entry.section == Section::Cloud) {
        let words = lang.pick("no cloud end point is declared", "クラウドの接続先の申告なし");
        paper.row(16, lang.pick("cloud", "クラウド"), words);
    }
    for finding in &sheet.findings {
        let place = finding.subject.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        paper.row(4, "  -", &format!("{place}{}", finding.detail.say(lang).what));
    }
}

fn drawn_entry(lang: Lang, entry: &Entry, paper: &mut Paper) {
    match entry.section {
        // The one entry of its section: its id is the file.
        Section::Environment | Section::Connection | Section::Remote => {}
        Section::Flow | Section::Service | Section::Peer | Section::Control | Section::Cloud => {
            paper.row(4, "  -", &entry.id);
        }
    }
    for fact in &entry.facts {
        let [en, ja] = fact.label;
        let words = fact.words.as_ref().map_or(not_stated(lang), |words| words.get(lang));
        paper.row(32, &format!("      {}", lang.pick(en, ja)), words);
    }
}
