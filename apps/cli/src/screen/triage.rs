//! What an export does not say, and what an import would add.

use crate::screen::Paper;
use activities::triage::{Export, ImportPlan, Lost};
use device::{Choice, Decision};
use std::collections::BTreeMap;
use terms::Lang;

/// Draws what of the decisions did not go out.
pub(crate) fn export(lang: Lang, export: &Export, paper: &mut Paper) {
    let written = export.written;
    paper.line(&lang.pick(format!("{written} decisions written"), format!("{written} 件の判断を書き出しました")));
    let mut by_decision: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Lost { decision, field } in &export.lost {
        by_decision.entry(decision).or_default().push(field);
    }
    for (decision, fields) in by_decision {
        let label = lang.pick("not carried", "非搬送");
        paper.row(12, label, &format!("{decision}: {}", fields.join(", ")));
    }
    for left in &export.left_out {
        let because = lang.pick(&left.en, &left.ja);
        paper.row(12, lang.pick("left out", "除外"), &format!("{}: {because}", left.decision));
    }
}

/// What stands beside an import.
pub(crate) struct Told<'t> {
    /// The file as the user named it.
    pub(crate) file: &'t str,
    /// The release.
    pub(crate) release: &'t str,
    /// Whether the decisions are appended.
    pub(crate) write: bool,
    /// What is wrong with the document, `line: words`.
    pub(crate) defects: Vec<String>,
}

/// The component of a decision with its versions.
pub(crate) fn component(decision: &Decision) -> String {
    let range = decision.component.range.as_deref().unwrap_or_default();
    format!("{} {range}", decision.component.label()).trim_end().to_owned()
}

/// Draws what an import adds, then every statement that it does not take.
pub(crate) fn import(lang: Lang, plan: &ImportPlan, told: &Told<'_>, line: &dyn Fn(usize) -> u32, paper: &mut Paper) {
    let Told { file, release, write, defects } = told;
    let [format, version, id, author] = plan.document.clone().unwrap_or_default();
    let about: Vec<String> = [format!("{format} {version}").trim_end().to_owned(), id, author]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    // The path alone on its line: rows below need only line numbers.
    paper.line(file);
    paper.line(&about.join(" · "));
    let (all, taken, listed) = (plan.statements, plan.taken.len(), plan.listed.len());
    paper.line(&lang.pick(
        format!("{all} statements against release {release}: {taken} taken, {listed} not taken"),
        format!("リリース {release} に対する {all} 件の記載: 採用 {taken} 件、不採用 {listed} 件"),
    ));
    for defect in defects {
        paper.row(10, lang.pick("  defect", "  不備"), &place(lang, defect));
    }
    for one in &plan.taken {
        let decision = one.decided();
        let label = decision.justification.map(|label| format!(", {}", label.name())).unwrap_or_default();
        let mitigation = match one.mitigation {
            true => lang.pick(
                " – the perimeter is a mitigation, not a status of the product",
                " – 境界での防護は緩和策であり、製品ステータスではありません",
            ),
            false => "",
        };
        let words = format!(
            "{}  {}  {}  {}{label}{mitigation}",
            place(lang, &line(one.offset).to_string()),
            decision.vulnerabilities.join(", "),
            component(&decision),
            decision.status.name()
        );
        paper.row(10, if *write { lang.pick("  added", "  追記") } else { lang.pick("  taken", "  採用") }, &words);
    }
    for one in &plan.listed {
        let words = format!(
            "{}  {}  {}  {}: {}",
            place(lang, &line(one.offset).to_string()),
            one.vulnerability,
            one.product,
            one.status,
            one.why.say(lang)
        );
        paper.row(10, lang.pick("  not", "  不採用"), &words);
    }
    if *write {
        paper.line(&lang.pick(
            format!(
                "{taken} decisions appended to releases/{release}/decisions.yaml, unapproved: claimed, not verified"
            ),
            format!("releases/{release}/decisions.yaml に {taken} 件の判断を追記しました（未承認：主張のみ・未検証）"),
        ));
    }
}

/// `line 7`, with what follows the number.
fn place(lang: Lang, at: &str) -> String {
    lang.pick(format!("line {at}"), format!("{at} 行"))
}
