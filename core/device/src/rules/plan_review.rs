use super::at;
use crate::{Plan, Reviews};
use terms::{Day, Finding, Place, Priority, When, finding};

finding! {
    /// No review lies ahead that anybody promised. JIS T 81001-5-1 4.1.8 periodic review [O].
    ReviewDateMissing = "device/review-date-missing" {}
    en: "Nobody can tell when the plan is reviewed next.",
        "A plan that is not looked at again grows old unnoticed.",
        "Add `reviews.next`, or `reviews.promised_interval` and the reviews `done`, to plan.yaml.";
    ja: "計画の次回見直し日がわかりません。", "見直されない計画は、気付かれないまま古くなります。",
        "plan.yaml に `reviews.next`、または `reviews.promised_interval` と `done` を記載してください。";
}

finding! {
    /// The review of the plan is late. JIS T 81001-5-1 4.1.8 periodic review [O].
    ReviewOverdue = "device/review-overdue" {
        /// When it was due.
        due: Day,
        /// How many days ago.
        days: i32,
    }
    en: "The review of the cybersecurity plan was due on {due}, {days} days ago.",
        "The plan promised it; what the plan says may no longer hold.",
        "Review the plan and add the review to `reviews.done` in plan.yaml.";
    ja: "サイバーセキュリティ計画の見直し期限 {due} を {days} 日過ぎています。",
        "計画自身が約束した見直しです。計画の内容が現状に合わないおそれがあります。",
        "計画を見直し、plan.yaml の `reviews.done` に記録してください。";
    due: Some(*due);
}

finding! {
    /// The review of the plan is due within 30 days. JIS T 81001-5-1 4.1.8 periodic review [O].
    ReviewDueSoon = "device/review-due-soon" {
        /// When it is due.
        due: Day,
        /// In how many days.
        days: i32,
    }
    en: "The review of the cybersecurity plan is due on {due} ({days} days).", "The plan promised it.",
        "Review the plan and add the review to `reviews.done` in plan.yaml.";
    ja: "サイバーセキュリティ計画の見直し期限は {due} です（あと {days} 日）。", "計画自身が約束した見直しです。",
        "計画を見直し、plan.yaml の `reviews.done` に記録してください。";
    due: Some(*due);
}

/// How many days ahead a review is announced.
const SOON: i32 = 30;

/// The day by which the plan must be reviewed next: the day set, else the promised interval after the last review.
///
/// A day set that a review has already reached is used up; the interval counts again.
pub fn next_review(reviews: &Reviews) -> Option<Day> {
    let last = reviews.done.iter().filter_map(|review| review.at.last_day()).max();
    // For a set day only its last possible day is late, so a month is late when it has ended.
    let set = reviews.next.and_then(When::last_day).filter(|set| last.is_none_or(|last| last < *set));
    let promised = || reviews.promised_interval.as_ref()?.after(last?);
    set.or_else(promised)
}

pub(super) fn judge(plan: &Plan, today: Day, found: &mut Vec<Finding>) {
    let place: &Place = plan.reviews.as_ref().map_or(&plan.place, |reviews| &reviews.place);
    let Some(due) = plan.reviews.as_ref().and_then(next_review) else {
        found.push(at(Priority::Attention, "plan/reviews/next", place, ReviewDateMissing {}));
        return;
    };
    let days = due.0.saturating_sub(today.0);
    if days < 0 {
        let overdue = ReviewOverdue { due, days: -days };
        found.push(at(Priority::Attention, "plan/reviews/next", place, overdue));
    } else if days <= SOON {
        found.push(at(Priority::Note, "plan/reviews/next", place, ReviewDueSoon { due, days }));
    }
}
