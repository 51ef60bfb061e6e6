//! `tutela cloud check`: what the export of a cloud account shows about the services of a device.

use super::network_verify::{day, finding_v1};
use super::print;
use crate::cloud_options::CloudArgs;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::Form;
use crate::screen::{Paper, cloud as screen};
use crate::status;
use activities::check_cloud::{Checked, CloudFile, EXPORT_AGE_DAYS, NOT_LOOKED_AT, Question, check_cloud};
use formats::answer::cloud as v1;
use std::path::Path;

/// Folders below the one that is named.
const DEEPEST: usize = 8;
/// Bytes of one file; a larger one is not read, and said to be so.
const LARGEST: u64 = 256 << 20;

pub(crate) fn run(edge: &Edge, args: &CloudArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let captured = args.captured_at.as_deref().map(|text| day(edge, text)).transpose()?;
    let mut files = Vec::new();
    walk(edge, &args.dir, &mut Vec::new(), &mut files)?;
    let question = Question {
        files: &files,
        captured,
        today: edge.now.day(),
        max_age: edge.max_age.unwrap_or(EXPORT_AGE_DAYS),
        owner: args.owner.as_deref(),
    };
    let checked = check_cloud(&question);
    refuse(edge, args, &checked)?;
    let status = exit_status(edge, &checked);
    let output = match edge.format {
        Form::Json => {
            let mut text = Vec::new();
            // Writing into memory cannot fail.
            let _ = formats::answer::v1::write(&mut text, &answer(edge, args, &question, checked, status));
            text
        }
        // Another form was refused before.
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::checked(lang, &question, &checked, args.all, &mut paper);
            paper.finish().into_bytes()
        }
    };
    print(&output)?;
    Ok(status)
}

/// A folder without an answer that is read, and one with several accounts, are wrong calls.
fn refuse(edge: &Edge, args: &CloudArgs, checked: &Checked) -> Result<(), Complaint> {
    let (lang, dir) = (edge.lang, args.dir.display());
    if checked.nothing_read {
        return Err(Complaint::new(
            lang.pick(
                format!("{dir}: no export of an AWS account; nothing was looked at (other providers are not read)"),
                format!(
                    "{dir}: AWS アカウントのエクスポートがありません。何も確認していません（他のクラウドは未対応）"
                ),
            ),
            lang.pick("docs/cloud.md says which files to export", "必要なファイルは docs/cloud.md を参照してください"),
        ));
    }
    if checked.accounts.len() > 1 {
        return Err(Complaint::new(
            lang.pick(
                format!("{dir}: more than one account: {}", checked.accounts.join(", ")),
                format!("{dir}: 複数のアカウントがあります: {}", checked.accounts.join("、")),
            ),
            lang.pick("name the folder of one account", "アカウント 1 件分のフォルダを指定してください"),
        ));
    }
    Ok(())
}

fn exit_status(edge: &Edge, checked: &Checked) -> u8 {
    let found = checked.findings.iter().any(|finding| finding.priority >= edge.fail_on);
    let found = if found { status::FINDINGS } else { status::NOTHING };
    let open = if checked.is_proved() { status::NOTHING } else { status::NO_ANSWER };
    status::worse(found, open)
}

/// All files of a folder in the order of their names. Links are not followed: a folder may hold itself.
fn walk(edge: &Edge, dir: &Path, parts: &mut Vec<String>, files: &mut Vec<CloudFile>) -> Result<(), Complaint> {
    let fault = |fault: std::io::Error| {
        Complaint::new(
            format!("{}: {}", dir.display(), activities::os_words::cause(&fault, edge.lang)),
            edge.lang.pick("name a folder that can be read", "読み取れるフォルダを指定してください"),
        )
    };
    let mut entries = std::fs::read_dir(dir).map_err(fault)?.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type().map_err(fault)?);
        parts.push(entry.file_name().to_string_lossy().into_owned());
        if kind.is_dir() && parts.len() <= DEEPEST {
            walk(edge, &path, parts, files)?;
        } else {
            let read = kind.is_file() && entry.metadata().is_ok_and(|about| about.len() <= LARGEST);
            let bytes = if read { std::fs::read(&path).ok() } else { None };
            files.push(CloudFile { name: path.display().to_string(), parts: parts.clone(), bytes });
        }
        parts.pop();
    }
    Ok(())
}

fn answer(edge: &Edge, args: &CloudArgs, question: &Question<'_>, checked: Checked, exit_status: u8) -> v1::CloudV1 {
    let scope = checked.covered.into_iter().map(|covered| v1::CallV1 {
        call: covered.call,
        region: covered.region,
        of: covered.of,
        seen: covered.seen.name(),
        files: covered.files,
    });
    v1::CloudV1 {
        schema: "tutela.cloud/v1",
        program: PROGRAM.to_owned(),
        as_of: edge.now.to_string(),
        exit_status,
        verdict: match exit_status {
            status::NO_ANSWER => "not-proved",
            status::FINDINGS => "findings",
            _ => "nothing-found",
        },
        provider: "aws",
        account: checked.account,
        owner: args.owner.clone(),
        captured_at: args.captured_at.clone(),
        age_limit_days: question.max_age,
        regions: checked.regions,
        scope: scope.collect(),
        files_not_looked_at: checked.others,
        providers_not_looked_at: NOT_LOOKED_AT.to_vec(),
        findings: checked.findings.iter().map(|finding| finding_v1(edge.lang, finding)).collect(),
    }
}
