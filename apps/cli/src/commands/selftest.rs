//! `tutela selftest`: compares what we make of versions and vectors with lists that others made.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::status;
use std::path::Path;
use versions::vectors;
use vulnerability::cvss::vectors as scores;

pub(crate) fn versions(edge: &Edge, folder: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let (mut compared, mut failed, mut text) = (0, 0, String::new());
    for (name, lines) in lists(edge, folder)? {
        let report = vectors::run(&name, &lines);
        compared += report.compared;
        failed += report.failed.len();
        if report.unsupported > 0 {
            text.push_str(&lang.pick(
                format!("{name}: {} not compared, no order for this ecosystem yet\n", report.unsupported),
                format!("{name}: {} 件は比較していません（このエコシステムの順序規則は未対応）\n", report.unsupported),
            ));
        }
        for failure in &report.failed {
            text.push_str(&format!("{name}:{}: {} ({:?})\n", failure.line, failure.text, failure.got));
        }
    }
    text.push_str(&format!("{compared} compared, {failed} failed\n"));
    print(text.as_bytes())?;
    Ok(if failed > 0 { status::FINDINGS } else { status::NOTHING })
}

/// Scores every vector of the lists in a folder; a file that is no list is named.
pub(crate) fn cvss(edge: &Edge, folder: &Path) -> Result<u8, Complaint> {
    let (mut compared, mut failed, mut text) = (0, 0, String::new());
    for (name, lines) in lists(edge, folder)? {
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
    text.push_str(&format!("{compared} compared, {failed} failed\n"));
    print(text.as_bytes())?;
    Ok(if failed > 0 { status::FINDINGS } else { status::NOTHING })
}

/// Name and text of each file in a folder, by name.
fn lists(edge: &Edge, folder: &Path) -> Result<Vec<(String, String)>, Complaint> {
    let fault = |error: std::io::Error| {
        Complaint::new(
            format!("{}: {error}", folder.display()),
            edge.lang.pick("name a folder of lists", "一覧があるフォルダを指定してください"),
        )
    };
    let mut files: Vec<_> = std::fs::read_dir(folder).map_err(fault)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let list = |file: &std::path::PathBuf| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        std::fs::read_to_string(file).map(|text| (name, text)).map_err(fault)
    };
    files.iter().filter(|file| file.is_file()).map(list).collect()
}
