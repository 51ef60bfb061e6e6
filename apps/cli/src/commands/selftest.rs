//! `tutela selftest`: runs lists and tests that others published.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::status;
use formats::defect::line_column;
use std::path::{Path, PathBuf};
use versions::vectors;
use versions::vers::conformance::Verdict;
use vulnerability::by_name::labelled;
use vulnerability::cvss::vectors as scores;

/// Compares versions against lists that others made.
pub(crate) fn versions(edge: &Edge, folder: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let (mut compared, mut failed, mut text) = (0, 0, String::new());
    for (name, file) in files(edge, folder)? {
        let lines = std::fs::read_to_string(&file).map_err(|error| fault(edge, folder, &error))?;
        let report = vectors::run(&name, &lines);
        compared += report.compared;
        failed += report.failed.len();
        if report.unsupported > 0 {
            text.push_str(&lang.pick(
                format!("{name}: {} not compared, no order for this ecosystem yet\n", report.unsupported),
                format!("{name}: {} 件は比較していません（このエコシステムの順序規則は未対応）\n", report.unsupported),
            ));
        }
        if report.by_convention > 0 {
            text.push_str(&lang.pick(
                format!(
                    "{name}: {} hold by the list's own convention only, by which nothing is judged\n",
                    report.by_convention
                ),
                format!("{name}: {} 件は一覧独自の慣例でのみ一致します（判定には使いません）\n", report.by_convention),
            ));
        }
        for failure in &report.failed {
            text.push_str(&format!("{name}:{}: {} ({:?})\n", failure.line, failure.text, failure.got));
        }
    }
    end(text, compared, failed)
}

/// Runs the tests of the `vers` specification.
pub(crate) fn vers(edge: &Edge, folder: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let (mut compared, mut failed, mut text) = (0, 0, String::new());
    for (name, file) in files(edge, folder)? {
        let bytes = std::fs::read(&file).map_err(|error| fault(edge, folder, &error))?;
        let mut unknown = 0;
        let defects = formats::vers_tests::read(&bytes, &mut |at, case| match case.run() {
            Verdict::Agrees => compared += 1,
            Verdict::UnknownKind => unknown += 1,
            Verdict::Fails(got) => {
                let (line, column) = line_column(&bytes, at);
                let asked = [case.range.as_str(), &case.versions.join(" "), &case.version].join(" ");
                text.push_str(&format!("{name}:{line}:{column}: {} {}: {got}\n", case.kind, asked.trim()));
                compared += 1;
                failed += 1;
            }
        });
        if unknown > 0 || defects.count() > 0 {
            text.push_str(&lang.pick(
                format!("{name}: {unknown} of an unknown kind not run, {} defects in the file\n", defects.count()),
                format!("{name}: 未知の種類 {unknown} 件は実行していません。ファイルの欠陥 {} 件\n", defects.count()),
            ));
        }
    }
    end(text, compared, failed)
}

/// Scores every vector of the lists in a folder; a file that is no list is named.
pub(crate) fn cvss(edge: &Edge, folder: &Path) -> Result<u8, Complaint> {
    let (mut compared, mut failed, mut text) = (0, 0, String::new());
    for (name, file) in files(edge, folder)? {
        let lines = std::fs::read_to_string(&file).map_err(|error| fault(edge, folder, &error))?;
        if !scores::is_list(&lines) {
            text.push_str(&edge.lang.pick(
                format!("{name}: holds no vectors with scores\n"),
                format!("{name}: スコア付きのベクトルはありません\n"),
            ));
            continue;
        }
        let report = scores::run(&lines);
        compared += report.compared;
        failed += report.failed.len();
        for failure in &report.failed {
            text.push_str(&format!("{name}:{}: {} ({})\n", failure.line, failure.text, failure.got));
        }
    }
    end(text, compared, failed)
}

/// Tells every labelled pair of names, and prints what was missed and what was wrong. Below 95 % recall or 98 % precision
/// it fails.
pub(crate) fn names(edge: &Edge, folder: &Path) -> Result<u8, Complaint> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| fault(edge, folder, &error));
    let report = labelled::run(&read("advisories.tsv")?, &read("pairs.tsv")?);
    let lang = edge.lang;
    let mut text = String::new();
    for (en, ja, lines) in [
        ("missed", "見逃し", &report.missed),
        ("wrong", "誤一致", &report.wrong),
        ("not read", "読めない行", &report.unread),
    ] {
        lines.iter().for_each(|line| text.push_str(&format!("{}: {line}\n", lang.pick(en, ja))));
    }
    let percent = |thousandths: usize| format!("{}.{} %", thousandths / 10, thousandths % 10);
    let (recall, precision) = (percent(report.recall()), percent(report.precision()));
    let pairs = report.found + report.missed.len() + report.left_alone + report.wrong.len();
    text.push_str(&lang.pick(
        format!(
            "{pairs} pairs: recall {recall}, precision {precision}; {} matches nobody labelled\n",
            report.unlabelled
        ),
        format!("{pairs} 組: 再現率 {recall}、適合率 {precision}、正解のない一致 {} 件\n", report.unlabelled),
    ));
    print(text.as_bytes())?;
    let holds = report.recall() >= 950 && report.precision() >= 980 && report.unread.is_empty();
    Ok(if holds { status::NOTHING } else { status::FINDINGS })
}

/// The files of a folder with their names, by name.
fn files(edge: &Edge, folder: &Path) -> Result<Vec<(String, PathBuf)>, Complaint> {
    let entries = std::fs::read_dir(folder).map_err(|error| fault(edge, folder, &error))?;
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .collect();
    files.sort();
    Ok(files)
}

fn fault(edge: &Edge, folder: &Path, error: &std::io::Error) -> Complaint {
    Complaint::new(
        format!("{}: {}", folder.display(), activities::os_words::cause(error, edge.lang)),
        edge.lang
            .pick("name a folder of published lists or tests", "公開された一覧または試験のフォルダを指定してください"),
    )
}

fn end(mut text: String, compared: usize, failed: usize) -> Result<u8, Complaint> {
    text.push_str(&format!("{compared} compared, {failed} failed\n"));
    print(text.as_bytes())?;
    Ok(if failed > 0 { status::FINDINGS } else { status::NOTHING })
}
