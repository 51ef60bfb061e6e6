//! `tutela explain CODE`: what a finding means, why it matters, what to do.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::options::ExplainArgs;
use crate::screen::Paper;
use terms::{Card, nearest};

pub(crate) fn run(edge: &Edge, args: &ExplainArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let cards = super::cards();
    let mut paper = Paper::new();
    match &args.code {
        None => {
            for card in &cards {
                paper.row(44, card.code, &plain(&card.explain(lang).what));
            }
        }
        Some(code) => explain(edge, &cards, code, &mut paper)?,
    }
    print(paper.finish().as_bytes()).map(|()| 0)
}

/// In the list, a place whose words depend on the case is an ellipsis.
fn plain(what: &str) -> String {
    let mut plain = what.to_owned();
    for name in ["<en>", "<ja>", "<why_en>", "<why_ja>", "<sure_en>", "<sure_ja>", "<state_en>", "<state_ja>"] {
        plain = plain.replace(name, "…");
    }
    plain
}

fn explain(edge: &Edge, cards: &[&'static Card], code: &str, paper: &mut Paper) -> Result<(), Complaint> {
    let lang = edge.lang;
    let Some(card) = cards.iter().find(|card| card.code == code) else {
        let near = nearest(code, cards.iter().map(|card| card.code));
        let next = near.map_or("tutela explain".to_owned(), |near| format!("tutela explain {near}"));
        return Err(Complaint::new(
            lang.pick(format!("no finding has the code “{code}”"), format!("「{code}」という所見コードはありません")),
            next,
        ));
    };
    let wording = card.explain(lang);
    paper.line(card.code);
    for (en, ja, text) in [("what", "内容", wording.what), ("why", "理由", wording.why), ("next", "次", wording.next)]
    {
        paper.row(8, lang.pick(en, ja), &plain(&text));
    }
    Ok(())
}
