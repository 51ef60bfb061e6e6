//! Findings that ask nothing now, listed for the whole picture.

use super::{Frame, PlaceOf};
use crate::screen::Paper;
use activities::scan::Scan;
use terms::{Finding, Lang, Priority};

pub(super) fn details(lang: Lang, scan: &Scan<'_>, frame: &Frame<'_>, places: PlaceOf<'_>, paper: &mut Paper) {
    paper.blank();
    paper.line(lang.pick("Further findings", "その他の所見"));
    for finding in frame.others {
        if finding.priority < Priority::Undecided {
            detail(lang, finding, paper);
        }
    }
    for (component, finding, priority) in scan.each_finding() {
        if priority < Priority::Undecided {
            detail(lang, &scan.finding(component, finding, priority, Some(places(component))), paper);
        }
    }
}

fn detail(lang: Lang, finding: &Finding, paper: &mut Paper) {
    let wording = finding.detail.say(lang);
    let place = finding.subject.place.as_ref().map(|place| format!("{place}  ")).unwrap_or_default();
    paper.row(2, " ", &format!("{place}{} [{}]", wording.what, finding.code()));
}
