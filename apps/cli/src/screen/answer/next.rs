//! The mirror's hash, and what to do next.

use super::{Frame, label_width, plural};
use crate::edge::Edge;
use crate::screen::Paper;
use activities::scan::Scan;
use terms::{Lang, Priority};

pub(super) fn last(edge: &Edge, scan: &Scan<'_>, frame: &Frame<'_>, paper: &mut Paper) {
    let lang = edge.lang;
    mirror(lang, Some(scan), paper);
    let mut steps = first_steps(lang, scan, frame);
    let count = (scan.each_finding().count() + frame.others.len()) as u64;
    if !frame.all && count > 0 {
        steps.push(lang.pick(
            format!("see {count} finding{} in full: {}", plural(count), frame.all_command),
            format!("所見 {count} 件の全体: {}", frame.all_command),
        ));
    }
    steps.push(
        lang.pick("learn what a code means: tutela explain CODE", "コードの意味: tutela explain CODE").to_owned(),
    );
    paper.row(label_width(lang), lang.pick("Next", "次の手順"), &steps.join("\n"));
}

/// The row that names the mirror's generation.
pub(crate) fn mirror(lang: Lang, scan: Option<&Scan<'_>>, paper: &mut Paper) {
    let mirror = match scan.and_then(|scan| scan.mirror.get(..12)) {
        Some(hash) => format!("{hash}…"),
        None => lang.pick("none", "なし").to_owned(),
    };
    paper.row(label_width(lang), lang.pick("Mirror", "ミラー"), &mirror);
}

/// What would bring an answer nearer: feeds, SBOMs, decisions, identifiers.
fn first_steps(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>) -> Vec<String> {
    let dependence = &scan.dependence;
    let mut steps = Vec::new();
    if scan.mirror.is_empty() || dependence.stale_only > 0 || dependence.promised_unusable > 0 {
        steps.push(
            lang.pick(
                "import newer feeds: tutela feeds import PATH",
                "新しいフィードの取り込み: tutela feeds import PATH",
            )
            .to_owned(),
        );
    }
    if dependence.no_components {
        steps.push(lang.pick("give an SBOM that lists components", "構成要素を含む SBOM を用意する").to_owned());
    }
    if scan.each_finding().any(|(_, _, priority)| priority == Priority::Undecided) {
        steps.push(lang.pick(
            format!("decide the open findings{}", frame.decide),
            format!("未判断の所見を判断する{}", frame.decide),
        ));
    }
    if dependence.unwatched > 0 {
        steps.push(
            lang.pick(
                "for what nobody watches: state a package URL or CPE in the SBOM, import a source that carries it, or name another watch in support.yaml",
                "監視されていないもの: SBOM に purl か CPE を記載する、該当する情報源を取り込む、または support.yaml に別の監視方法を記載する",
            )
            .to_owned(),
        );
    }
    if scan.dependence.incomplete_documents > 0 {
        steps.push(
            lang.pick(
                "for what the SBOM leaves out: ask its supplier for one that lists everything",
                "SBOM に記載されていないもの: すべてを記載した SBOM を供給者に求める",
            )
            .to_owned(),
        );
    }
    if scan.dependence.elsewhere_documents > 0 {
        steps.push(
            lang.pick(
                "for what is named and not listed: give it with the SBOM that holds it, in one archive or one release",
                "参照先にあるもの: それを含む SBOM と 1 つのアーカイブまたはリリースにまとめる",
            )
            .to_owned(),
        );
    }
    steps
}
