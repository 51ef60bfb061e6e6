//! `tutela sbom quality PATH…`: what is missing against the lists of what an SBOM should state, and where.

use super::print;
use super::sbom_read::{Texts, findings_v1};
use super::scan::complain;
use crate::edge::{Complaint, Edge};
use crate::options::Form;
use crate::screen::{Paper, sbom as screen, support};
use crate::status;
use activities::bill::Bill;
use activities::sbom_quality::{Count, LISTS, List, Quality, sbom_quality};
use activities::support_life::{Proposal, SupportLives, dated};
use formats::answer::sbom_v1::{ElementV1, ListV1, MissingV1, ProposedV1, QualityV1};
use formats::answer::v1::{self, filled};
use index::HeldKnowledge;
use std::path::PathBuf;
use terms::Priority;
use vulnerability::{Knowledge, Until};

pub(crate) fn run(edge: &Edge, paths: &[PathBuf], all: bool) -> Result<u8, Complaint> {
    let mut texts = Texts::default();
    for path in paths {
        texts.path(edge, path)?;
    }
    if texts.is_empty() {
        let named = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        return Err(Complaint::new(
            edge.lang.pick(format!("{named}: no SBOM was found"), format!("{named}: SBOM が見つかりません")),
            edge.lang.pick(
                "name an SBOM, a folder of SBOMs or a dossier",
                "SBOM、SBOM のフォルダ、またはドシエを指定してください",
            ),
        ));
    }
    let bill = texts.bill();
    complain(edge, &bill.findings);
    let knowledge = edge.knowledge()?;
    if edge.format == Form::Json {
        let (text, status) = json_of(edge, &knowledge, &bill, texts.passed_over)?;
        print(&text)?;
        return Ok(status);
    }
    let quality = sbom_quality(&bill);
    let (proposals, dated) = proposed(edge, &knowledge, &bill)?;
    let mut paper = Paper::new();
    let from = screen::From { unread: bill.unread, passed_over: texts.passed_over, all };
    screen::quality(edge.lang, &quality, &from, &mut paper);
    support::proposals(edge.lang, &proposals, &dated, all, &mut paper);
    print(paper.finish().as_bytes())?;
    Ok(status_of(edge, &bill, &quality))
}

/// What a bill does not state, as it is published, and the exit status.
pub(crate) fn json_of(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    bill: &Bill<'_>,
    passed_over: u64,
) -> Result<(Vec<u8>, u8), Complaint> {
    let quality = sbom_quality(bill);
    let status = status_of(edge, bill, &quality);
    let proposals = proposed(edge, knowledge, bill)?;
    Ok((json(edge, bill, &quality, proposals, passed_over, status), status))
}

/// What is missing is a thing to do; `--fail-on attention` makes it count. Nothing asked is no answer.
fn status_of(edge: &Edge, bill: &Bill<'_>, quality: &Quality) -> u8 {
    let missing = quality.counts.iter().any(|count| !count.missing.is_empty());
    if bill.unread > 0 {
        status::WRONG_CALL
    } else if quality.components == 0 {
        status::NO_ANSWER
    } else if missing && Priority::Attention >= edge.fail_on {
        status::FINDINGS
    } else {
        status::NOTHING
    }
}

/// What a held list of support life proposes, with the list's date.
fn proposed(edge: &Edge, knowledge: &HeldKnowledge, bill: &Bill<'_>) -> Result<(Vec<Proposal>, String), Complaint> {
    let mut lives = SupportLives::new(knowledge);
    for item in bill.documents.iter().flat_map(|document| &document.items) {
        lives.take(&item.component, None);
    }
    let proposals = lives.proposals(knowledge, edge.now.day()).map_err(|fault| edge.unusable(&fault))?;
    Ok((proposals, dated(knowledge.parts())))
}

fn proposed_v1(proposal: Proposal, dated: &str) -> ProposedV1 {
    let Proposal { component, of, level, end } = proposal;
    let end_of_support = match end {
        Until::On(day) => Some(day.to_string()),
        Until::NotStated | Until::Open | Until::Ended => None,
    };
    ProposedV1 { component, of, level_of_support: level.name(), end_of_support, dated: dated.to_owned() }
}

fn json(
    edge: &Edge,
    bill: &Bill<'_>,
    quality: &Quality,
    (proposals, dated): (Vec<Proposal>, String),
    passed_over: u64,
    status: u8,
) -> Vec<u8> {
    let answer = QualityV1 {
        schema: "tutela.sbom-quality/v1",
        exit_status: status,
        documents: quality.documents,
        components: quality.components,
        not_asked: quality.not_asked,
        unread: bill.unread,
        passed_over,
        lists: LISTS.iter().map(|list| list_v1(edge, quality, list)).collect(),
        elements: quality.counts.iter().map(element_v1).collect(),
        proposed: proposals.into_iter().map(|proposal| proposed_v1(proposal, &dated)).collect(),
        findings: findings_v1(edge, bill),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &answer);
    text
}

fn list_v1(edge: &Edge, quality: &Quality, list: &List) -> ListV1 {
    ListV1 {
        id: list.id,
        title: edge.lang.pick(list.en, list.ja),
        draft: list.draft,
        confidence: list.confidence,
        stated: quality.is_stated(list),
        elements: list.elements.iter().map(|element| element.name()).collect(),
        not_judged: list.not_judged.iter().map(|(en, ja)| edge.lang.pick(*en, *ja)).collect(),
    }
}

fn element_v1(count: &Count) -> ElementV1<'_> {
    let missing = count.missing.len() as u64;
    ElementV1 {
        element: count.element.name(),
        of: if count.element.is_of_document() { "document" } else { "component" },
        total: count.total,
        present: count.total.saturating_sub(missing),
        missing,
        places: count
            .missing
            .iter()
            .map(|missing| MissingV1 { place: screen::place(missing), component: filled(&missing.component) })
            .collect(),
    }
}
