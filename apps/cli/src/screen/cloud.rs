//! The screen of `cloud check`: the verdict, what was found, what is open, the scope.

use crate::screen::Paper;
use activities::check_cloud::{Checked, Question, Seen, is_open};
use terms::{Finding, Lang, Priority, counted};

/// Findings of a part that the screen shows without `--all`.
const SHOWN: usize = 12;

/// Draws the whole answer.
pub(crate) fn checked(lang: Lang, question: &Question<'_>, checked: &Checked, all: bool, paper: &mut Paper) {
    let (open, found): (Vec<&Finding>, Vec<&Finding>) =
        checked.findings.iter().filter(|finding| finding.code() != "cloud/no-owner").partition(|one| is_open(one));
    paper.line(&verdict(lang, checked, found.len(), open.len()));
    part(lang, lang.pick("found", "所見"), &found, all, paper);
    part(lang, lang.pick("open", "未確認・未証明"), &open, all, paper);
    paper.blank();
    scope(lang, question, checked, all, paper);
}

fn verdict(lang: Lang, checked: &Checked, found: usize, open: usize) -> String {
    match (checked.is_proved(), found) {
        (false, _) => lang.pick(
            format!("NOT PROVED: {}; {} open", counted(found, "finding"), counted(open, "question")),
            format!("未証明: 所見 {found} 件、未確認の事項 {open} 件"),
        ),
        (true, 0) => lang
            .pick(
                "NOTHING FOUND in the scope below, all of which was looked at",
                "下記の範囲をすべて確認し、所見はありません",
            )
            .to_owned(),
        (true, found) => lang.pick(
            format!("FOUND: {}; all of the scope below was looked at", counted(found, "finding")),
            format!("所見 {found} 件。下記の範囲はすべて確認済みです"),
        ),
    }
}

fn part(lang: Lang, head: &str, findings: &[&Finding], all: bool, paper: &mut Paper) {
    if findings.is_empty() {
        return;
    }
    paper.blank();
    paper.line(head);
    let shown = if all { findings.len() } else { SHOWN };
    for finding in findings.iter().take(shown) {
        let words = finding.detail.say(lang);
        let place = finding.subject.place.as_ref().map(|place| format!(" [{place}]")).unwrap_or_default();
        paper.row(4, "  -", &format!("{}: {}{place}", priority(lang, finding.priority), words.what));
        paper.row(6, "", &format!("→ {}", words.next));
    }
    if !all {
        let hidden = findings.len().saturating_sub(shown);
        if hidden > 0 {
            let words = format!("… {hidden} more (--all)");
            paper.row(4, "", &lang.pick(words, format!("… ほか {hidden} 件（--all）")));
        }
    }
}

fn priority(lang: Lang, priority: Priority) -> &'static str {
    match priority {
        Priority::Blocking => lang.pick("blocking", "阻害"),
        Priority::Undecided => lang.pick("undecided", "未判断"),
        Priority::Attention => lang.pick("attention", "要対応"),
        Priority::Note => lang.pick("note", "参考"),
    }
}

fn scope(lang: Lang, question: &Question<'_>, checked: &Checked, all: bool, paper: &mut Paper) {
    let unknown = || lang.pick("unknown", "不明").to_owned();
    let count = |seen| checked.covered.iter().filter(|covered| covered.seen == seen).count();
    let account = checked.account.clone().unwrap_or_else(unknown);
    let owner = question.owner.map_or_else(unknown, str::to_owned);
    paper.row(
        16,
        lang.pick("account", "アカウント"),
        &format!("AWS {account}; {}: {owner}", lang.pick("owner", "責任者")),
    );
    let day = question.captured.map_or_else(unknown, |day| day.to_string());
    paper.row(16, lang.pick("export of", "取得日"), &day);
    let regions: Vec<&str> =
        checked.regions.iter().map(|region| if region.is_empty() { "?" } else { region.as_str() }).collect();
    paper.row(16, lang.pick("regions", "リージョン"), &regions.join(", "));
    let (whole, part, gone) = (count(Seen::Whole), count(Seen::NotUnderstood), count(Seen::NotThere));
    paper.row(
        16,
        lang.pick("looked at", "確認"),
        &lang.pick(
            format!(
                "{whole} of {} calls; {part} not understood whole, {gone} not in the export",
                checked.covered.len()
            ),
            format!(
                "呼び出し {} 件中 {whole} 件（一部解釈不能 {part} 件、エクスポートになし {gone} 件）",
                checked.covered.len()
            ),
        ),
    );
    if all {
        for covered in &checked.covered {
            paper.row(
                18,
                "",
                &format!("- {} {} {}: {}", covered.call, covered.region, covered.of, seen(lang, covered.seen)),
            );
        }
    }
    let files = lang.pick(
        format!("{} of other calls", counted(checked.others.len(), "file")),
        format!("その他の呼び出しのファイル {} 件", checked.others.len()),
    );
    let others = lang.pick(
        "services outside the calls of docs/cloud.md; accounts at Microsoft Azure, Google Cloud and other providers",
        "docs/cloud.md の呼び出しに含まれないサービス、Microsoft Azure・Google Cloud などのアカウント",
    );
    paper.row(16, lang.pick("not looked at", "未確認"), &format!("{files}; {others}"));
    if all {
        for file in &checked.others {
            paper.row(18, "", &format!("- {file}"));
        }
    }
}

fn seen(lang: Lang, seen: Seen) -> &'static str {
    match seen {
        Seen::Whole => lang.pick("looked at", "確認済み"),
        Seen::NotUnderstood => lang.pick("not understood whole", "一部解釈不能"),
        Seen::NotThere => lang.pick("not in the export", "エクスポートになし"),
    }
}
