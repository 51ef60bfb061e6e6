//! `tutela selftest versions`: compares versions against lists that others made.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::status;
use std::path::Path;
use versions::vectors;

pub(crate) fn versions(edge: &Edge, folder: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let fault = |error: std::io::Error| {
        Complaint::new(
            format!("{}: {error}", folder.display()),
            lang.pick("name a folder of version lists", "版の一覧があるフォルダを指定してください"),
        )
    };
    let mut files: Vec<_> = std::fs::read_dir(folder).map_err(fault)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let (mut compared, mut failed, mut text) = (0, 0, String::new());
    for file in files.iter().filter(|file| file.is_file()) {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let lines = std::fs::read_to_string(file).map_err(fault)?;
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
