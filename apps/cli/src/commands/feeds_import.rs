//! `tutela feeds import PATH…`: takes feed files into the mirror.

use super::feeds_bundle::{import as bundle, is_bundle};
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM, moment};
use crate::options::{Form, ImportArgs};
use crate::screen::{Paper, feeds as screen};
use crate::status;
use activities::feed_port::FeedFault;
use activities::import_feed::{ImportFault, ImportWishes, Imported, Shrink, import_feed};
use activities::scan::SourceState;
use activities::scan::published::{refused_v1, source_v1};
use feeds::{FeedFiles, TrustedKeys};
use formats::answer::v1::{self, ImportV1, NotCompletedV1};
use index::Keep;
use indicatif::{ProgressBar, ProgressStyle};
use terms::Lang;
use vulnerability::{AgeLimits, Part, Source};

/// Generations that always stay, when nobody says.
const KEEP: usize = 10;

/// For so many days generations stay, when nobody says.
const KEEP_DAYS: u32 = 400;

pub(crate) fn run(edge: &Edge, args: &ImportArgs) -> Result<u8, Complaint> {
    if let [path] = args.paths.as_slice()
        && is_bundle(path)
    {
        return show(edge, &bundle(edge, args, path)?);
    }
    let wishes = wishes(edge, args)?;
    let home = edge.home(Keep { generations: args.keep, days: i64::from(args.keep_days) });
    let kept = if args.dry_run { None } else { Some(home.mirror()) };
    let reader = FeedFiles::new(kept).trusting(trusted(edge.lang, &args.trust)?);
    let bar = ProgressBar::new_spinner();
    bar.set_style(
        ProgressStyle::with_template("{spinner} {bytes} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    let mut progress = |bytes: u64| bar.set_position(bytes);
    let outcome = import_feed(&reader, &home, &args.paths, &wishes, edge.now, PROGRAM, &mut progress);
    bar.finish_and_clear();
    let imported = outcome.map_err(|fault| complain(edge.lang, fault))?;
    show(edge, &imported)
}

/// Takes in a signed bundle by the trust that is held already: the answer as it is published, and the exit status.
pub(crate) fn of_bundle(edge: &Edge, path: &std::path::Path) -> Result<(Vec<u8>, u8), Complaint> {
    let lang = edge.lang;
    if !is_bundle(path) {
        return Err(Complaint::new(
            lang.pick("this is no signed bundle", "署名付きバンドルではありません"),
            lang.pick("make one with tutela feeds export", "tutela feeds export で作成してください"),
        ));
    }
    let args = ImportArgs {
        paths: vec![path.to_path_buf()],
        complete: Vec::new(),
        published: None,
        trust: Vec::new(),
        confirm: false,
        keep: KEEP,
        keep_days: KEEP_DAYS,
        dry_run: false,
    };
    let imported = bundle(edge, &args, path)?;
    Ok((super::json_text(&published(edge, &imported)), status_of(&imported)))
}

/// What was asked for did not happen: what is missing in the part will be called unwatched, never clean.
fn status_of(imported: &Imported) -> u8 {
    if imported.not_completed.is_empty() { status::NOTHING } else { status::NO_ANSWER }
}

fn show(edge: &Edge, imported: &Imported) -> Result<u8, Complaint> {
    match edge.format {
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::imported(edge.lang, imported, &mut paper);
            print(paper.finish().as_bytes())?;
        }
        Form::Json => {
            let mut text = Vec::new();
            // Writing into memory cannot fail.
            let _ = v1::write(&mut text, &published(edge, imported));
            print(&text)?;
        }
    }
    Ok(status_of(imported))
}

pub(crate) fn trusted(lang: Lang, texts: &[String]) -> Result<TrustedKeys, Complaint> {
    let mut keys = TrustedKeys::default();
    for text in texts {
        keys.add(text).map_err(|cause| {
            let cause = cause.map(|cause| format!(" ({cause})")).unwrap_or_default();
            Complaint::new(
                lang.pick(
                    format!("--trust: “{text}” is no minisign public key and no file of one{cause}"),
                    format!("--trust: 「{text}」は minisign の公開鍵でも、そのファイルでもありません{cause}"),
                ),
                lang.pick(
                    "give the line that begins with RW, or the file minisign.pub",
                    "RW で始まる行、または minisign.pub ファイルを指定してください",
                ),
            )
        })?;
    }
    Ok(keys)
}

/// `NVD` is a source; `PyPI` and `OSV/PyPI` are the same part.
pub(super) fn part_of(name: &str) -> Part {
    match Source::from_name(name) {
        Some(source) if source != Source::Osv => Part { source, ecosystem: String::new() },
        _ => Part::from_name(name)
            .filter(|part| !part.ecosystem.is_empty())
            .unwrap_or(Part { source: Source::Osv, ecosystem: name.to_owned() }),
    }
}

fn wishes(edge: &Edge, args: &ImportArgs) -> Result<ImportWishes, Complaint> {
    let complete = args.complete.iter().map(|name| part_of(name)).collect();
    let published = match &args.published {
        None => None,
        Some(text) => Some(moment(text).filter(|at| *at <= edge.now).ok_or_else(|| {
            Complaint::new(
                edge.lang.pick(
                    format!("--published: “{text}” is no date up to now"),
                    format!("--published: 「{text}」は現在までの日付ではありません"),
                ),
                edge.lang.pick("write 2026-11-22", "2026-11-22 の形で指定してください"),
            )
        })?),
    };
    Ok(ImportWishes { complete, published, confirm: args.confirm, dry_run: args.dry_run, ..ImportWishes::default() })
}

/// A fault of feeds or mirror as a complaint.
pub(crate) fn said(lang: Lang, fault: &FeedFault) -> Complaint {
    let cause = fault
        .cause
        .as_ref()
        .map(|cause| format!(" ({})", activities::os_words::cause(cause, lang)))
        .unwrap_or_default();
    Complaint::new(format!("{}{cause}", fault.what.get(lang)), fault.next.get(lang))
}

pub(super) fn complain(lang: Lang, fault: ImportFault) -> Complaint {
    match fault {
        ImportFault::Feed(fault) => {
            said(lang, &fault)
        }
        ImportFault::Nothing { refused } => {
            let mut what = lang
                .pick(
                    "no record was found; what was held is unchanged",
                    "記録が見つかりません。保管内容は変更していません",
                )
                .to_owned();
            for one in refused.iter().take(10) {
                what.push_str(&format!("\n  {}: {}", one.place, one.why(lang)));
            }
            Complaint::new(
                what,
                lang.pick(
                    "name files, folders or archives of OSV, CVE JSON 5, NVD 2.0, KEV, EPSS, CSAF, JVN iPedia, Debian tracker, Alpine secdb, support life or a signed bundle",
                    "OSV、CVE JSON 5、NVD 2.0、KEV、EPSS、CSAF、JVN iPedia、Debian トラッカー、Alpine secdb、サポート期限の各ファイル・フォルダ・書庫、または署名付きバンドルを指定してください",
                ),
            )
        }
        ImportFault::BadSignature { files } => Complaint::new(
            lang.pick(
                format!(
                    "refused, nothing was changed: the signature or check sum does not fit, or the key is not trusted\n  {}",
                    files.join("\n  ")
                ),
                format!(
                    "拒否しました（変更なし）: 署名またはチェックサムが一致しないか、信頼していない鍵によるものです\n  {}",
                    files.join("\n  ")
                ),
            ),
            lang.pick(
                "get the file and its signature again from their source; --confirm takes it all the same, marked as bad",
                "ファイルと署名を提供元から取り直してください。--confirm を付けると「無効」と記録して取り込みます",
            ),
        ),
        ImportFault::Incomplete { files, refused } => {
            let files = files.join("\n  ");
            let mut what = lang.pick(
                format!("refused, nothing was changed: not everything in it could be read\n  {files}"),
                format!("拒否しました（変更なし）: 全体を読み取れません\n  {files}"),
            );
            for one in refused.iter().take(10) {
                what.push_str(&format!("\n  {}: {}", one.place, one.why(lang)));
            }
            Complaint::new(what, lang.pick("fetch it again", "再度取得してください"))
        }
        ImportFault::Shrinks { parts } => shrunken(lang, parts),
    }
}

/// Parts that would lose knowledge.
pub(super) fn shrunken(lang: Lang, parts: Vec<Shrink>) -> Complaint {
    let mut what = lang
        .pick("refused, nothing was changed: knowledge would be lost", "拒否しました（変更なし）: 情報が失われます")
        .to_owned();
    for Shrink { part, held: (held, dated), offered: (offered, offered_dated) } in parts {
        let day = |date: Option<terms::Instant>| date.map_or("?".to_owned(), |at| at.day().to_string());
        what.push_str(&format!("\n  {part}: {held} ({}) → {offered} ({})", day(dated), day(offered_dated)));
    }
    Complaint::new(
        what,
        lang.pick(
            "look at the files; if it is right, repeat with --confirm",
            "ファイルを確認し、正しければ --confirm を付けて再実行してください",
        ),
    )
}

/// What an import did, as it is published.
pub(super) fn published(edge: &Edge, imported: &Imported) -> ImportV1 {
    let limits = AgeLimits { overridden: edge.max_age, ..AgeLimits::default() };
    let states = imported.parts.iter().map(|change| {
        let (age_days, freshness) = limits.judge(&change.now, edge.now);
        SourceState {
            name: change.now.part.to_string(),
            limit_days: limits.of(&change.now),
            facts: Some(change.now.clone()),
            age_days,
            freshness: Some(freshness),
            promised: false,
        }
    });
    let before =
        imported.parts.iter().filter_map(|change| Some((change.now.part.to_string(), change.before?))).collect();
    ImportV1 {
        schema: "tutela.import/v1",
        mirror: imported.generation.clone(),
        sources: states.map(|state| source_v1(&state, edge.lang)).collect(),
        before,
        refused: refused_v1(&imported.refused, edge.lang),
        not_completed: imported
            .not_completed
            .iter()
            .map(|one| NotCompletedV1 { part: one.part.to_string(), broken: one.broken.clone() })
            .collect(),
    }
}
