use super::{Area, Judgement, Looked, NotLooked, at, stated};
use crate::{Device, SupportPeriod};
use terms::{Day, Priority, When, finding};

finding! {
    /// The device says nothing about its end of life or end of support. IMDRF N70 milestones [P]; JP 0417 notice [O].
    SupportDatesMissing = "device/support-dates-missing" {
        /// The missing dates, as written.
        missing: String,
    }
    en: "The device does not say its {missing}.",
        "The facility cannot prepare for the day on which the responsibility passes to it.",
        "Add `support_dates:` to device.yaml; `not before 2031-01-01` is allowed where the day is still open.";
    ja: "機器の {missing} が記載されていません。", "医療機関は、責任が移る日に備えることができません。",
        "device.yaml の `support_dates:` に記載してください。未定の場合は `not before 2031-01-01` と書けます。";
}

finding! {
    /// The device is past its end of life: limited support. IMDRF N70 stage 3 [P].
    PastEndOfLife = "device/past-end-of-life" {
        /// The date.
        date: When,
    }
    en: "The device is past its end of life ({date}): limited support only.",
        "Users must know that only security fixes are still to be expected, and until when.",
        "Check that the end-of-life notice was given and that the end of support is stated.";
    ja: "機器は EOL（{date}）を過ぎ、限定的サポートの段階です。",
        "利用者は、今後はセキュリティ修正のみであること、その期限を知る必要があります。",
        "EOL の通知が済んでいること、EOS の日付が記載されていることを確認してください。";
    due: date.last_day();
}

finding! {
    /// The device is past its end of support. IMDRF N70 stage 4 [P]; collecting information goes on (PMD Act 68-2-6) [O].
    PastEndOfSupport = "device/past-end-of-support" {
        /// The date.
        date: When,
    }
    en: "The device is past its end of support ({date}).",
        "Nobody has promised fixes any more; units still in use are not protected by their maker.",
        "Decide what is said to the facilities that still use it, and withdraw it from what is maintained.";
    ja: "機器は EOS（{date}）を過ぎています。",
        "修正は約束されておらず、使用中の機器は製造業者によって保護されていません。",
        "まだ使用している医療機関への対応を決定してください。";
    due: date.last_day();
}

/// What the support dates of the device say on `today`.
pub fn judge_lifetime(device: &Device, today: Day) -> Judgement {
    let none = SupportPeriod { place: device.place.clone(), ..SupportPeriod::default() };
    let SupportPeriod { place, release: _, end_of_life, end_of_support } =
        device.support_dates.as_ref().unwrap_or(&none);
    let missing: Vec<&str> = [("end_of_life", end_of_life), ("end_of_support", end_of_support)]
        .into_iter()
        .filter(|(_, when)| stated(**when, today).is_none())
        .map(|(field, _)| field)
        .collect();
    let looked = if missing.len() == 2 { Looked::NotAt(NotLooked::NotStated) } else { Looked::At };
    let mut findings = Vec::new();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        findings.push(at(Priority::Attention, "device/support_dates", place, SupportDatesMissing { missing }));
    }
    let past = |when: &Option<When>| when.filter(|when| when.is_past(today) == Some(true));
    if let Some(date) = past(end_of_support) {
        let path = "device/support_dates/end_of_support";
        findings.push(at(Priority::Undecided, path, place, PastEndOfSupport { date }));
    } else if let Some(date) = past(end_of_life) {
        findings.push(at(Priority::Attention, "device/support_dates/end_of_life", place, PastEndOfLife { date }));
    }
    Judgement { area: Area::Lifetime, looked, findings }
}

#[cfg(test)]
mod tests {
    use super::judge_lifetime;
    use crate::rules::testing::device;
    use crate::{Device, SupportPeriod};
    use terms::{Day, When};

    fn expect(end_of_life: &str, end_of_support: &str, codes: &[&str]) {
        let support_dates = SupportPeriod {
            end_of_life: When::parse(end_of_life),
            end_of_support: When::parse(end_of_support),
            ..SupportPeriod::default()
        };
        let device = Device { support_dates: Some(support_dates), ..device() };
        let judgement = judge_lifetime(&device, Day::parse("2026-11-23").unwrap());
        assert_eq!(judgement.findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), codes);
    }

    #[test]
    fn dates_ahead_are_quiet() {
        expect("2028-03-31", "2033-03", &[]);
        expect("not before 2030-01-01", "2026-11-23", &[]);
    }

    #[test]
    fn an_open_end_that_has_passed_says_nothing() {
        expect("2028-03-31", "not before 2026-11-22", &["device/support-dates-missing"]);
    }

    #[test]
    fn past_end_of_life_is_said() {
        expect("2026-10", "2033-03-31", &["device/past-end-of-life"]);
    }

    #[test]
    fn past_end_of_support_says_only_the_worse() {
        expect("2020-01-01", "2026-11-22", &["device/past-end-of-support"]);
    }

    #[test]
    fn unknown_dates_are_not_stated() {
        expect("unknown", "", &["device/support-dates-missing"]);
    }
}
