//! The first screen of `scan` and `check`: verdict, the three worst things and why, what was looked at and what not,
//! coverage, sources, what is due, next step. Details follow on request.

mod coverage;
mod details;
mod next;
mod sources;
mod verdict;
mod worst;

pub(crate) use coverage::{doubts, looked};
pub(crate) use next::mirror;
pub(crate) use sources::sources;
pub(crate) use verdict::unusable_sources;
pub(crate) use worst::standing;

use crate::edge::Edge;
use crate::scope::Scope;
use crate::screen::{Paper, notes::notes};
use activities::scan::Scan;
use terms::{Finding, Lang, Place};

/// What the screen shows beside the scan itself.
pub(crate) struct Frame<'f> {
    /// What the answer is about: device and release, or a file.
    pub(crate) title: String,
    /// Findings from elsewhere: the dossier, the plan, the documents.
    pub(crate) others: &'f [Finding],
    /// Areas looked at, and areas not looked at with the reason.
    pub(crate) scope: Scope,
    /// Rows of the dossier that follow the sources: label and text.
    pub(crate) rows: Vec<(String, String)>,
    /// The command that shows everything.
    pub(crate) all_command: String,
    /// Show everything.
    pub(crate) all: bool,
    /// Where a decision is written.
    pub(crate) decide: String,
}

/// Where each component stands.
pub(crate) type PlaceOf<'p> = &'p dyn Fn(u32) -> Place;

/// Columns of the labels at the left edge; the widest label of each language fits.
pub(crate) fn label_width(lang: Lang) -> usize {
    lang.pick(15, 12)
}

/// Draws the screen.
pub(crate) fn draw(edge: &Edge, scan: &Scan<'_>, frame: &Frame<'_>, places: PlaceOf<'_>, paper: &mut Paper) {
    let lang = edge.lang;
    let as_of = lang.pick(format!("as of {}", edge.moment()), format!("{} 時点", edge.moment()));
    let count = scan.count() as usize;
    let title =
        lang.pick(format!("{} · {}", frame.title, components(count)), format!("{} · 構成要素 {count}", frame.title));
    paper.split(&title, &as_of);
    verdict::verdict(lang, scan, frame, paper);
    paper.blank();
    let shown = if frame.all { usize::MAX } else { 3 };
    worst::worst(lang, scan, frame, places, shown, paper);
    looked(lang, &frame.scope, paper);
    coverage::watched(lang, scan, frame, paper);
    if let Some(text) = notes(lang, frame.others, &frame.all_command) {
        paper.row(label_width(lang), lang.pick("Notes", "注記"), &text);
    }
    sources(edge, scan, paper);
    for (label, text) in &frame.rows {
        paper.row(label_width(lang), label, text);
    }
    paper.blank();
    next::last(edge, scan, frame, paper);
    if frame.all {
        details::details(lang, scan, frame, places, paper);
    }
}

/// The English plural ending.
pub(crate) fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// `1 component`, `2 components`.
pub(crate) fn components(count: usize) -> String {
    format!("{count} component{}", plural(count as u64))
}
