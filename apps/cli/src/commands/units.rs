//! `tutela units import FILE SITE`: a maintenance system's list becomes units of the site; a dry run unless told to write.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::options::{Form, UnitsImportArgs};
use crate::screen::Paper;
use crate::status;
use activities::dossier_port::DossierFault;
use activities::import_units::{UnitImport, plan_units, write_units};
use activities::scan::published;
use activities::site_port::Sites;
use dossier_folder::SiteFolder;
use formats::answer::site_v1 as v1;
use formats::units::{Column, Mapping};
use site::{Change, Reconciled};
use terms::{Lang, Priority, counted};

const SCHEMA: &str = "tutela.units-import/v1";

/// What an import came to.
pub(crate) struct Outcome {
    import: UnitImport,
    written: bool,
    /// The exit status of the command.
    pub(crate) status: u8,
}

impl Outcome {
    /// As it is published.
    pub(crate) fn json(&self, lang: Lang) -> Vec<u8> {
        json(lang, &self.import, self.written, self.status)
    }
}

pub(crate) fn import(edge: &Edge, args: &UnitsImportArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let name = args.file.display().to_string();
    let bytes = std::fs::read(&args.file).map_err(|error| {
        Complaint::new(
            lang.pick(format!("{name} cannot be read ({})", error.kind()), format!("{name} を読み取れません")),
            lang.pick("check the name and who may read it", "名前と読み取り権限を確認してください"),
        )
    })?;
    let outcome = taken(lang, &SiteFolder::new(&args.site), (&name, &bytes), &args.map, args.write)?;
    let text = match edge.format {
        Form::Json => outcome.json(lang),
        Form::Human | Form::Sarif => screen(lang, &outcome.import, args, outcome.written),
    };
    print(&text)?;
    Ok(outcome.status)
}

/// Plans the import of a list into a site wherever it is kept, and writes it where that is asked for and possible.
pub(crate) fn taken(
    lang: Lang,
    sites: &dyn Sites,
    list: (&str, &[u8]),
    meanings: &[String],
    write: bool,
) -> Result<Outcome, Complaint> {
    let fault = |fault: DossierFault| {
        let [what, next] = fault.say(lang);
        Complaint::new(what, next)
    };
    let mapping = meanings.iter().map(|text| mapped(lang, text)).collect::<Result<Mapping, _>>()?;
    let site = sites.load().map_err(fault)?;
    let import = read(list, |name, bytes| plan_units(&site, name, bytes, &mapping));
    let conflicts = import.answer.rows.iter().any(|row| matches!(row, Reconciled::Conflict(_)));
    let unread = import.table.complaints.iter().any(|finding| finding.priority >= Priority::Undecided);
    let nothing = import.table.units.is_empty();
    let unusable = nothing || import.table.broken;
    let written = write && !unusable;
    if written {
        write_units(sites, &site, &import).map_err(fault)?;
    }
    let status = if unusable { status::WRONG_CALL } else { u8::from(conflicts || unread) };
    Ok(Outcome { import, written, status })
}

/// Opens the file (a workbook becomes tables) and plans with the first table that lists units.
fn read((name, bytes): (&str, &[u8]), plan: impl Fn(&str, &[u8]) -> UnitImport) -> UnitImport {
    let opened = formats::sbom::open(name, bytes);
    let mut plans = opened.documents.iter().map(|document| plan(&document.name, &document.bytes));
    let first = plans.next();
    let best = first
        .filter(|import| !import.table.units.is_empty())
        .or_else(|| plans.find(|import| !import.table.units.is_empty()));
    best.unwrap_or_else(|| plan(name, bytes))
}

/// What a person says a heading means.
fn mapped(lang: Lang, text: &str) -> Result<(String, Option<Column>), Complaint> {
    let names = || Column::ALL.map(Column::name).join(", ");
    let wrong = || {
        Complaint::new(
            lang.pick(
                format!("--map: “{text}” is no HEADING=COLUMN"),
                format!("--map: 「{text}」は 見出し=列名 の形ではありません"),
            ),
            lang.pick(format!("columns: {}", names()), format!("列名: {}", names())),
        )
    };
    let (heading, column) = text.rsplit_once('=').ok_or_else(wrong)?;
    let column = match column.trim() {
        "-" => None,
        name => Some(Column::ALL.into_iter().find(|column| column.name() == name).ok_or_else(wrong)?),
    };
    Ok((formats::units::plain(heading), column))
}

fn outcome(row: &Reconciled) -> (&'static str, [&'static str; 2]) {
    match row {
        Reconciled::New => ("new", ["new", "新規"]),
        Reconciled::Same(_) => ("same", ["same", "変更なし"]),
        Reconciled::Changed(..) => ("changed", ["changed", "変更"]),
        Reconciled::Conflict(_) => ("conflict", ["CONFLICT", "矛盾"]),
    }
}

fn screen(lang: Lang, import: &UnitImport, args: &UnitsImportArgs, written: bool) -> Vec<u8> {
    let mut paper = Paper::new();
    let UnitImport { table, answer, units } = import;
    let count = |wanted: &str| answer.rows.iter().filter(|row| outcome(row).0 == wanted).count();
    let (new, changed, same, conflict) = (count("new"), count("changed"), count("same"), count("conflict"));
    let file = args.file.display();
    paper.line(&lang.pick(
        format!(
            "{file}: {} · {new} new · {changed} changed · {same} same · {conflict} in conflict",
            counted(answer.rows.len(), "row")
        ),
        format!("{file}: {} 行 · 新規 {new} · 変更 {changed} · 変更なし {same} · 矛盾 {conflict}", answer.rows.len()),
    ));
    let taken = table.columns.iter().filter_map(|(heading, column)| Some(format!("{heading} → {}", (*column)?.name())));
    paper.row(15, lang.pick("columns", "列"), &taken.collect::<Vec<_>>().join(" · "));
    const SHOWN: usize = 40;
    let told =
        answer.rows.iter().zip(&table.units).filter(|(row, _)| !matches!(row, Reconciled::Same(_) | Reconciled::New));
    for (row, unit) in told.take(SHOWN) {
        let text = match row {
            Reconciled::Changed(id, changes) => {
                let change =
                    |change: &Change| format!("{} {} → {}", change.column, shown(&change.before), change.after);
                format!("{id}: {}", changes.iter().map(change).collect::<Vec<_>>().join(", "))
            }
            Reconciled::Conflict(ids) => {
                let ids = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                match ids.is_empty() {
                    true => lang.pick("nothing identifies it: not taken", "識別できないため取り込みません").to_owned(),
                    false => lang.pick(
                        format!("also another row or unit is {ids}: not taken over"),
                        format!("別の行または機器が {ids} に該当するため取り込みません"),
                    ),
                }
            }
            Reconciled::Same(_) | Reconciled::New => continue,
        };
        let [en, ja] = outcome(row).1;
        paper.row(15, lang.pick(en, ja), &format!("{}  {text}", unit.place));
    }
    if changed + conflict > SHOWN {
        paper.row(
            15,
            "",
            &lang.pick(
                format!("… {} more: --format json", changed + conflict - SHOWN),
                format!("… ほか {} 件: --format json", changed + conflict - SHOWN),
            ),
        );
    }
    if !answer.not_named.is_empty() {
        let names: Vec<&str> = answer.not_named.iter().take(8).map(device::Id::as_str).collect();
        let text = lang.pick(
            format!("{} known units are not in the list; they stay: {}", answer.not_named.len(), names.join(", ")),
            format!("一覧にない既知の機器 {} 台はそのまま残ります: {}", answer.not_named.len(), names.join("、")),
        );
        paper.row(15, lang.pick("not named", "一覧になし"), &text);
    }
    for finding in &table.complaints {
        let wording = finding.detail.say(lang);
        let place = finding.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        paper.row(15, lang.pick("unread", "読取不可"), &format!("{place}: {} {}", wording.what, wording.next));
    }
    paper.line(&match written {
        true => lang.pick(
            format!("units.csv written: {} units", units.len()),
            format!("units.csv に {} 台を書き込みました", units.len()),
        ),
        false if table.broken || table.units.is_empty() => lang
            .pick(
                "Nothing is written: the list cannot be read to its end.",
                "書き込んでいません。一覧を最後まで読み取れません。",
            )
            .to_owned(),
        false => lang.pick(
            format!("Nothing is written. To write: tutela units import {file} {} --write", args.site.display()),
            format!("書き込んでいません。書き込むには: tutela units import {file} {} --write", args.site.display()),
        ),
    });
    paper.finish().into_bytes()
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

fn json(lang: Lang, import: &UnitImport, written: bool, status: u8) -> Vec<u8> {
    let UnitImport { table, answer, units: _ } = import;
    let row = |(row, unit): (&'_ Reconciled, &'_ site::Unit)| (outcome(row).0, unit.place.to_string());
    let rows = answer.rows.iter().zip(&table.units).map(|pair| {
        let (outcome, place) = row(pair);
        let (row, unit) = pair;
        let (units, changes) = match row {
            Reconciled::New => (vec![unit.id.as_str()], &[][..]),
            Reconciled::Same(id) => (vec![id.as_str()], &[][..]),
            Reconciled::Changed(id, changes) => (vec![id.as_str()], changes.as_slice()),
            Reconciled::Conflict(ids) => (ids.iter().map(device::Id::as_str).collect(), &[][..]),
        };
        let changes = changes.iter().map(|change| (change.column, change.before.as_str(), change.after.as_str()));
        v1::UnitRowV1 { place, outcome, units, changes: changes.collect() }
    });
    let answer = v1::UnitsImportV1 {
        schema: SCHEMA,
        exit_status: status,
        written,
        columns: table.columns.iter().map(|(heading, column)| (heading.as_str(), column.map(Column::name))).collect(),
        rows: rows.collect(),
        not_named: answer.not_named.iter().map(device::Id::as_str).collect(),
        findings: table.complaints.iter().map(|finding| published::other(finding, lang)).collect(),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = formats::answer::v1::write(&mut text, &answer);
    text
}
