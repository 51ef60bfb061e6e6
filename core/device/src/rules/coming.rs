//! Dates that come up: nothing is wrong yet, and whoever hears of it in time keeps it so.
//!
//! No check counts them. A work list and a calendar tell of them some time before the day on which a finding would say that it
//! has passed.

use super::{at, in_force};
use crate::{Decision, Device, Support};
use terms::{Day, Finding, Place, Priority, Speaks, When, finding};

finding! {
    /// The device's end of life or support comes up.
    SupportEndsSoon = "device/support-ends-soon" {
        /// Which end: the field.
        field: &'static str,
        /// When.
        date: When,
    }
    en: "The device reaches its {field} on {date}.",
        "Facilities need time to prepare for the day on which the responsibility passes to them.",
        "Tell the facilities that use it, and decide what is still maintained after that day.";
    ja: "機器の {field} は {date} です。", "医療機関には、責任が移る日に備える時間が必要です。",
        "使用中の医療機関に通知し、その日以降の保守の範囲を決定してください。";
    due: date.last_day();
}

finding! {
    /// The end of support of a software item comes up.
    ItemSupportEndsSoon = "device/item-support-ends-soon" {
        /// The item.
        item: String,
        /// When.
        date: When,
    }
    en: "{item}: its support ends on {date}.", "After that no fixes are to be expected from its makers.",
        "Plan its replacement, or write down who fixes it then.";
    ja: "{item}: サポートは {date} に終了します。", "その後は開発元からの修正を期待できません。",
        "置き換えを計画するか、その後に誰が修正するかを記録してください。";
    due: date.last_day();
}

finding! {
    /// A decision expires soon.
    DecisionExpiresSoon = "device/decision-expires-soon" {
        /// The decision: vulnerability and component.
        decision: String,
        /// When.
        date: When,
    }
    en: "{decision}: the decision holds until {date}.", "After that it counts for nothing, and what it was about stands open again.",
        "Look again at what it rests on, and write a new decision.";
    ja: "{decision}: 判断の有効期限は {date} です。", "期限を過ぎると効力を失い、対象は再び未解決となります。",
        "根拠を再確認のうえ、新しい判断を追記してください。";
    due: date.last_day();
}

/// Days before the end of life or support of a device: facilities plan by the year.
const DEVICE: i32 = 180;

/// Days before the end of support of an item: a replacement is built, tested and released.
const ITEM: i32 = 90;

/// Days before a decision expires: somebody looks again and a second person approves.
const DECISION: i32 = 30;

/// What comes up within its time; what has passed is said by the findings themselves.
pub fn coming(
    device: Option<&Device>,
    release: &str,
    support: Option<&Support>,
    decisions: &[Decision],
    today: Day,
) -> Vec<Finding> {
    let mut found = Coming { today, found: Vec::new() };
    if let Some(dates) = device.and_then(|device| device.support_dates.as_ref()) {
        for (field, when) in [("end_of_life", dates.end_of_life), ("end_of_support", dates.end_of_support)] {
            let detail = |date| SupportEndsSoon { field, date };
            found.take(when, DEVICE, &format!("device/support_dates/{field}"), &dates.place, detail);
        }
    }
    for item in support.iter().flat_map(|support| &support.items) {
        let label = item.matches.label();
        let path = format!("release/{release}/support/{label}/end_of_support");
        let detail = |date| ItemSupportEndsSoon { item: label.clone(), date };
        found.take(item.end_of_support, ITEM, &path, &item.place, detail);
    }
    for decision in in_force(decisions) {
        let id = decision.vulnerabilities.first().map_or("?", String::as_str);
        let component = decision.component.label();
        let path = format!("release/{release}/decision/{id}/{component}/expires");
        let detail = |date| DecisionExpiresSoon { decision: format!("{id} {component}"), date };
        found.take(decision.expires, DECISION, &path, &decision.place, detail);
    }
    found.found
}

struct Coming {
    today: Day,
    found: Vec<Finding>,
}

impl Coming {
    fn take<S: Speaks + 'static>(
        &mut self,
        when: Option<When>,
        lead: i32,
        path: &str,
        place: &Place,
        detail: impl FnOnce(When) -> S,
    ) {
        // `not before` a day is no day on which anything ends.
        let Some((when, day)) = when.and_then(|when| Some((when, when.last_day()?))) else { return };
        if (0..=lead).contains(&day.0.saturating_sub(self.today.0)) {
            self.found.push(at(Priority::Note, path, place, detail(when)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::coming;
    use crate::rules::testing::device;
    use crate::{Device, SupportPeriod};
    use terms::{Day, When};

    fn expect(end_of_support: &str, due: Option<&str>) {
        let support_dates = SupportPeriod { end_of_support: When::parse(end_of_support), ..SupportPeriod::default() };
        let device = Device { support_dates: Some(support_dates), ..device() };
        let found = coming(Some(&device), "1.0", None, &[], Day::parse("2026-11-23").unwrap());
        let told = found.first().and_then(|finding| finding.detail.due()).map(|day| day.to_string());
        assert_eq!(told.as_deref(), due, "{end_of_support}");
    }

    #[test]
    fn an_end_is_told_half_a_year_before_its_day_and_not_after() {
        expect("2027-05-23", None);
        expect("2027-05-22", Some("2027-05-22"));
        expect("2026-12", Some("2026-12-31"));
        expect("2026-11-23", Some("2026-11-23"));
        expect("2026-11-22", None);
    }

    #[test]
    fn an_open_end_is_no_day() {
        expect("not before 2026-12-01", None);
        expect("unknown", None);
        expect("", None);
    }
}
