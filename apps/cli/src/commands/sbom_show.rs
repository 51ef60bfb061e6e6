//! `tutela sbom show FILE`: every component with what is stated about it.

use super::print;
use super::sbom_add::all_of;
use super::sbom_read::{Texts, findings_v1};
use super::scan::complain;
use crate::edge::{Complaint, Edge};
use crate::options::Form;
use crate::screen::{Paper, notes::notes, sbom as screen};
use crate::status;
use activities::bill::{Bill, BillDocument, BillItem, end_of_support, full_name, level_of_support};
use activities::os_words;
use formats::answer::sbom_v1::{ShowV1, ShownComponentV1, ShownV1};
use formats::answer::v1::{self, filled};
use formats::sheet::{Sheet, workbook};
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(edge: &Edge, file: &Path, out: Option<&Path>) -> Result<u8, Complaint> {
    let mut texts = Texts::default();
    texts.file(edge, file)?;
    let bill = texts.bill();
    complain(edge, &bill.findings);
    let status = if bill.unread > 0 { status::WRONG_CALL } else { status::NOTHING };
    let ending = out.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let bytes = match (out, ending.as_deref(), edge.format) {
        (Some(_), Some("xlsx"), _) => xlsx(edge, &bill)?,
        (Some(_), Some("json"), _) | (None, _, Form::Json) => json(edge, &bill, status),
        (Some(path), _, _) => return Err(no_such_ending(edge, path)),
        (None, _, Form::Human | Form::Sarif) => {
            let mut paper = Paper::new();
            screen::show(edge.lang, &bill, &mut paper);
            if let Some(notes) = notes(edge.lang, &bill.findings, &all_of(file)) {
                paper.blank();
                paper.line(&notes);
            }
            paper.finish().into_bytes()
        }
    };
    match out {
        Some(path) => write_new(edge, path, &bytes)?,
        None => print(&bytes)?,
    }
    Ok(status)
}

fn no_such_ending(edge: &Edge, path: &Path) -> Complaint {
    Complaint::new(
        edge.lang.pick(
            format!("--out {}: the form is told by the ending", path.display()),
            format!("--out {}: 形式は拡張子で決まります", path.display()),
        ),
        edge.lang.pick("name a file that ends in .xlsx or .json", ".xlsx または .json のファイル名を指定してください"),
    )
}

/// Writes a new file; one that is there belongs to somebody.
fn write_new(edge: &Edge, path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    let written = std::fs::File::create_new(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| {
        Complaint::new(
            format!("{}: {}", path.display(), os_words::cause(&error, edge.lang)),
            edge.lang.pick("name a file that is not there yet", "まだ存在しないファイル名を指定してください"),
        )
    })
}

/// As it is published.
pub(crate) fn json(edge: &Edge, bill: &Bill<'_>, status: u8) -> Vec<u8> {
    let answer = ShowV1 {
        schema: "tutela.sbom-show/v1",
        exit_status: status,
        documents: bill.documents.iter().map(document_v1).collect(),
        findings: findings_v1(edge, bill),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &answer);
    text
}

fn all<'t>(texts: &'t [Cow<'_, str>]) -> Vec<&'t str> {
    texts.iter().map(|text| &**text).collect()
}

fn document_v1<'b>(document: &'b BillDocument<'_>) -> ShownV1<'b> {
    let about = &document.about;
    ShownV1 {
        file: &document.name,
        format: format!("{} {}", about.format, about.format_version).trim_end().to_owned(),
        serial: filled(&about.serial),
        created: filled(&about.created),
        authors: all(&about.authors),
        tools: all(&about.tools),
        contexts: all(&about.contexts),
        relations: document.relations,
        embedded_statements: document.statements,
        build_elements: document.build,
        components: document.items.iter().map(|item| component_v1(document, item)).collect(),
    }
}

fn component_v1<'b>(document: &BillDocument<'_>, item: &'b BillItem<'_>) -> ShownComponentV1<'b> {
    let component = &item.component;
    ShownComponentV1 {
        subject: item.subject,
        reference: filled(&component.reference),
        name: full_name(component).into_owned(),
        version: filled(&component.version),
        kind: screen::kind(component.kind).to_owned(),
        depth: component.depth,
        purls: all(&component.purls),
        cpes: all(&component.cpes),
        swhids: all(&component.swhids),
        supplier: filled(&component.supplier),
        licences: all(&component.licences),
        hashes: component.hashes.iter().map(|hash| format!("{}:{}", hash.algorithm, hash.value)).collect(),
        level_of_support: level_of_support(component),
        end_of_support: end_of_support(component),
        patched: component.patched,
        place: format!("{}:{}", document.name, item.line),
    }
}

fn xlsx(edge: &Edge, bill: &Bill<'_>) -> Result<Vec<u8>, Complaint> {
    let lang = edge.lang;
    let headings = lang.pick(
        [
            "Name",
            "Version",
            "Type",
            "Supplier",
            "Licence",
            "purl",
            "CPE",
            "Hash",
            "Level of support",
            "End of support",
            "Place",
        ],
        [
            "部品名",
            "バージョン",
            "種別",
            "供給者",
            "ライセンス",
            "purl",
            "CPE",
            "ハッシュ値",
            "サポートレベル",
            "サポート終了日",
            "記載箇所",
        ],
    );
    let sheets: Vec<Sheet> = bill
        .documents
        .iter()
        .map(|document| Sheet {
            name: document.name.rsplit(['/', '!']).next().unwrap_or_default().to_owned(),
            headings: headings.iter().map(|heading| (*heading).to_owned()).collect(),
            rows: document.items.iter().map(|item| row(document, item)).collect(),
        })
        .collect();
    workbook(&sheets, edge.now.0.div_euclid(1000)).map_err(|error| {
        Complaint::new(format!("--out: {error}"), lang.pick("use --format json", "--format json を使ってください"))
    })
}

fn row(document: &BillDocument<'_>, item: &BillItem<'_>) -> Vec<String> {
    let part = component_v1(document, item);
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    vec![
        part.name.clone(),
        text(part.version),
        part.kind.clone(),
        text(part.supplier),
        part.licences.join(", "),
        part.purls.join(" "),
        part.cpes.join(" "),
        part.hashes.join(" "),
        text(part.level_of_support),
        text(part.end_of_support),
        part.place.clone(),
    ]
}
