//! What a list of support life proposes for components about which nothing is stated.

use super::Paper;
use activities::support_life::{Proposal, say};
use terms::Lang;

/// Shown without `--all`.
const SHOWN: usize = 10;

/// Draws the proposals; nothing when there are none.
pub(crate) fn proposals(lang: Lang, proposals: &[Proposal], dated: &str, all: bool, paper: &mut Paper) {
    if proposals.is_empty() {
        return;
    }
    let count = proposals.len();
    paper.blank();
    paper.line(&lang.pick(
        format!("Proposed by the EOL list of {dated}, counted as missing until confirmed ({count})"),
        format!("{dated} 付の EOL 一覧による候補（確認されるまで欠落として数えます）{count} 件"),
    ));
    let shown = if all { count } else { SHOWN.min(count) };
    for Proposal { component, of, level, end } in &proposals[..shown] {
        let (en, ja) = say(*end);
        let level = level.name();
        let text =
            lang.pick(format!("{component}: {level}; {en} ({of})"), format!("{component}: {level}、{ja}（{of}）"));
        paper.row(2, "", &text);
    }
    if shown < count {
        let more = count - shown;
        paper.row(2, "", &lang.pick(format!("and {more} more (--all)"), format!("ほか {more} 件（--all で全件）")));
    }
}
