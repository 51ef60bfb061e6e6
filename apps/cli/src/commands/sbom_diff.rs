//! `tutela sbom diff A B`: what came, went, moved up or down, changed licence or supplier.

use super::print;
use super::sbom_read::{Texts, findings_v1};
use super::scan::complain;
use crate::edge::{Complaint, Edge};
use crate::options::Form;
use crate::screen::{Paper, sbom as screen};
use crate::status;
use activities::sbom_diff::{Change, Side, sbom_diff};
use formats::answer::sbom_v1::{ChangeV1, DiffV1, SideV1};
use formats::answer::v1::{self, filled};
use std::path::Path;

pub(crate) fn run(edge: &Edge, a: &Path, b: &Path) -> Result<u8, Complaint> {
    let (mut left, mut right) = (Texts::default(), Texts::default());
    left.file(edge, a)?;
    right.file(edge, b)?;
    let (before, after) = (left.bill(), right.bill());
    complain(edge, &before.findings);
    complain(edge, &after.findings);
    let diff = sbom_diff(&before, &after);
    // What could not be read may have come, gone or changed.
    let unread = before.unread + after.unread;
    let status = if unread > 0 { status::WRONG_CALL } else { status::NOTHING };
    let (from, to) = (a.display().to_string(), b.display().to_string());
    let bytes = match edge.format {
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::diff(edge.lang, &diff, [&from, &to], unread, &mut paper);
            paper.finish().into_bytes()
        }
        Form::Json => {
            let mut findings = findings_v1(edge, &before);
            findings.extend(findings_v1(edge, &after));
            let answer = DiffV1 {
                schema: "tutela.sbom-diff/v1",
                exit_status: status,
                from,
                to,
                added: diff.added.iter().map(side_v1).collect(),
                removed: diff.removed.iter().map(side_v1).collect(),
                changed: diff.changed.iter().map(change_v1).collect(),
                same: diff.same,
                findings,
            };
            let mut text = Vec::new();
            // Writing into memory cannot fail.
            let _ = v1::write(&mut text, &answer);
            text
        }
    };
    print(&bytes)?;
    Ok(status)
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
