//! `tutela sbom diff A B`: what came, went, moved up or down, changed licence or supplier.

use super::print;
use super::sbom_read::{Texts, findings_v1};
use super::scan::complain;
use crate::edge::{Complaint, Edge};
use crate::options::Form;
use crate::screen::{Paper, sbom as screen};
use crate::status;
use activities::bill::Bill;
use activities::sbom_diff::{Change, Diff, Side, sbom_diff};
use formats::answer::sbom_v1::{ChangeV1, DiffV1, SideV1};
use formats::answer::v1::{FindingV1, filled};
use std::path::Path;

pub(crate) fn run(edge: &Edge, a: &Path, b: &Path) -> Result<u8, Complaint> {
    let (mut left, mut right) = (Texts::default(), Texts::default());
    left.file(edge, a)?;
    right.file(edge, b)?;
    let (before, after) = (left.bill(), right.bill());
    complain(edge, &before.findings);
    complain(edge, &after.findings);
    let (from, to) = (a.display().to_string(), b.display().to_string());
    if edge.format == Form::Json {
        let (text, status) = json(edge, [&before, &after], [from, to]);
        print(&text)?;
        return Ok(status);
    }
    let unread = before.unread + after.unread;
    let mut paper = Paper::new();
    screen::diff(edge.lang, &sbom_diff(&before, &after), [&from, &to], unread, &mut paper);
    print(paper.finish().as_bytes())?;
    Ok(status_of(unread))
}

/// What could not be read may have come, gone or changed.
fn status_of(unread: u64) -> u8 {
    if unread > 0 { status::WRONG_CALL } else { status::NOTHING }
}

/// The difference of two bills as it is published, and the exit status.
pub(crate) fn json(edge: &Edge, [before, after]: [&Bill<'_>; 2], [from, to]: [String; 2]) -> (Vec<u8>, u8) {
    let diff = sbom_diff(before, after);
    let status = status_of(before.unread + after.unread);
    let mut findings = findings_v1(edge, before);
    findings.extend(findings_v1(edge, after));
    (super::json_text(&answer(&diff, [from, to], findings, status)), status)
}

/// A difference as it is published.
pub(crate) fn answer<'d>(
    diff: &'d Diff,
    [from, to]: [String; 2],
    findings: Vec<FindingV1<'static>>,
    exit_status: u8,
) -> DiffV1<'d> {
    DiffV1 {
        schema: "tutela.sbom-diff/v1",
        exit_status,
        from,
        to,
        added: diff.added.iter().map(side_v1).collect(),
        removed: diff.removed.iter().map(side_v1).collect(),
        changed: diff.changed.iter().map(change_v1).collect(),
        same: diff.same,
        findings,
    }
}

fn side_v1(side: &Side) -> SideV1<'_> {
    let Side { name, version, identifier, licence, supplier, place } = side;
    SideV1 {
        name,
        version: filled(version),
        identifier: filled(identifier),
        licence: filled(licence),
        supplier: filled(supplier),
        place,
    }
}

fn change_v1(change: &Change) -> ChangeV1<'_> {
    let Change { from, to, version, licence, supplier, identifier, content } = change;
    ChangeV1 {
        version: version.name(),
        licence: *licence,
        supplier: *supplier,
        identifier: *identifier,
        content: *content,
        from: side_v1(from),
        to: side_v1(to),
    }
}
