use super::{Area, Judgement, Looked, NotLooked, at, stated};
use crate::{Choice, LevelOfSupport, Provenance, Support, SupportItem, WatchState};
use terms::{Day, Finding, Priority, Subject, When, finding};

finding! {
    /// A release has no support.yaml. JIS T 81001-5-1 4.3 [O]; FDA premarket guidance V.A.4(b), level of support and end
    /// of support beside the SBOM [P].
    SupportMissing = "device/support-missing" {}
    en: "Nothing is stated about the support of the software items of this release.",
        "An item that its makers have left gets no fixes, and no feed says so.",
        "Write support.yaml beside release.yaml.";
    ja: "このリリースのソフトウェアアイテムのサポート状況が記載されていません。",
        "開発元が保守をやめたアイテムには修正が提供されず、脆弱性情報にも現れません。",
        "release.yaml と同じ場所に support.yaml を作成してください。";
}

finding! {
    /// An item has no level of support. FDA premarket guidance V.A.4(b) [P].
    ItemWithoutLevel = "device/item-without-level-of-support" {
        /// The item.
        item: String,
    }
    en: "{item}: no level of support, and no reason why it is unknown.",
        "Whether anybody still fixes it is not known.",
        "Add `level_of_support:`, or `unknown` with a `justification:`, to support.yaml.";
    ja: "{item}: サポートレベルの記載がなく、不明とする理由もありません。", "誰かが今も修正しているかどうか不明です。",
        "support.yaml に `level_of_support:` を記載してください。不明な場合は `unknown` と `justification:` を記載してください。";
}

finding! {
    /// An item has no end-of-support date. FDA premarket guidance V.A.4(b) [P]; JP guidance book, component EOL/EOS [O].
    ItemWithoutEndOfSupport = "device/item-without-end-of-support" {
        /// The item.
        item: String,
    }
    en: "{item}: no end-of-support date, and no reason why it is unknown.",
        "The upgrade that will be needed cannot be planned.",
        "Add `end_of_support:`, or `unknown` with a `justification:`, to support.yaml.";
    ja: "{item}: サポート終了日の記載がなく、不明とする理由もありません。", "必要になる更新を計画できません。",
        "support.yaml に `end_of_support:` を記載してください。不明な場合は `unknown` と `justification:` を記載してください。";
}

finding! {
    /// An item is past its end of support. IMDRF N70 5.5 component reaches end of support [P].
    ItemPastSupport = "device/item-past-end-of-support" {
        /// The item.
        item: String,
        /// The date.
        date: When,
    }
    en: "{item}: past its end of support ({date}).", "No more fixes are to be expected from its makers.",
        "Plan its replacement, or write down who fixes it now and what reduces the risk until then.";
    ja: "{item}: サポート終了日（{date}）を過ぎています。", "開発元からの修正は期待できません。",
        "置き換えを計画するか、誰が修正し、それまでのリスクをどう下げるかを記録してください。";
    due: date.last_day();
}

finding! {
    /// An item is not classified. IEC/JIS T 81001-5-1 4.3, classification relating to risk transfer [O].
    ItemWithoutRiskTransfer = "device/item-not-classified" {
        /// The item.
        item: String,
    }
    en: "{item}: not classified as MAINTAINED, SUPPORTED or REQUIRED.",
        "Who carries the risk of this item, and so which duties hold, is open.",
        "Add `requirement:` to the item in support.yaml.";
    ja: "{item}: MAINTAINED・SUPPORTED・REQUIRED の分類がありません。",
        "このアイテムのリスクを誰が負い、どの義務が生じるかが決まっていません。",
        "support.yaml のアイテムに `requirement:` を追加してください。";
}

finding! {
    /// Another watch is late or incomplete, so it cannot stand in for a source. JIS T 81001-5-1 6.2.1 [O].
    OtherWatchLate = "device/other-watch-late" {
        /// The item.
        item: String,
        /// What is wrong, English.
        en: String,
        /// What is wrong, Japanese.
        ja: String,
        /// The day of the look that was left out; `None` where none can be told.
        due: Option<Day>,
    }
    en: "{item}: the other watch does not count: {en}.", "Until somebody looks, the item is not watched.",
        "Look, then write `last_look:` (with `owner:` and `interval_days:`) in support.yaml.";
    ja: "{item}: 代わりの監視は有効ではありません（{ja}）。", "誰かが確認するまで、このアイテムは監視されていません。",
        "確認のうえ、support.yaml に `last_look:`（`owner:`・`interval_days:` も）を記載してください。";
    due: *due;
}

/// The answer for the software items of a release.
pub fn judge_support(release: &str, support: Option<&Support>, today: Day) -> Judgement {
    let Some(support) = support else {
        let subject = Subject::named(format!("release/{release}/support"));
        let finding = Finding::new(Priority::Attention, subject, SupportMissing {});
        return Judgement { area: Area::Support, looked: Looked::NotAt(NotLooked::NoFile), findings: vec![finding] };
    };
    let findings = support.items.iter().flat_map(|item| judge_support_item(release, item, today)).collect();
    Judgement { area: Area::Support, looked: Looked::At, findings }
}

/// What one item leaves open on `today`. An item the maker wrote needs no date from others.
pub fn judge_support_item(release: &str, item: &SupportItem, today: Day) -> Vec<Finding> {
    let label = item.matches.label();
    let mut found = Vec::new();
    let path = |what: &str| format!("release/{release}/support/{label}/{what}");
    let excused = item.justification.is_some();
    let own = item.provenance == Some(Provenance::Own);
    let unknown = |level: LevelOfSupport| level == LevelOfSupport::Unknown;
    if !own && item.level_of_support.map_or(!excused, |level| unknown(level) && !excused) {
        let detail = ItemWithoutLevel { item: label.clone() };
        found.push(at(Priority::Attention, path("level_of_support"), &item.place, detail));
    }
    match stated(item.end_of_support, today) {
        Some(date) if date.is_past(today) == Some(true) => {
            let detail = ItemPastSupport { item: label.clone(), date };
            found.push(at(Priority::Attention, path("end_of_support"), &item.place, detail));
        }
        None if !own && !excused => {
            let detail = ItemWithoutEndOfSupport { item: label.clone() };
            found.push(at(Priority::Attention, path("end_of_support"), &item.place, detail));
        }
        Some(_) | None => {}
    }
    if item.requirement.is_none() {
        let detail = ItemWithoutRiskTransfer { item: label.clone() };
        found.push(at(Priority::Attention, path("requirement"), &item.place, detail));
    }
    if let Some(watch) = &item.other_watch
        && let state = watch.state(today)
        && let Some((en, ja)) = late(state)
    {
        let due = match state {
            WatchState::Late(days) => Some(Day(today.0.saturating_sub(days))),
            WatchState::InDate | WatchState::Incomplete => None,
        };
        let detail = OtherWatchLate { item: label.clone(), en, ja, due };
        found.push(at(Priority::Attention, path("other_watch"), &watch.place, detail));
    }
    found
}

fn late(state: WatchState) -> Option<(String, String)> {
    match state {
        WatchState::InDate => None,
        WatchState::Late(days) => {
            Some((format!("the last look is {days} days late"), format!("最後の確認が {days} 日遅れています")))
        }
        WatchState::Incomplete => Some((
            "it needs an owner, an interval and a last look that has been taken".to_owned(),
            "責任者・間隔・実施済みの最終確認日が必要です".to_owned(),
        )),
    }
}

impl std::fmt::Display for LevelOfSupport {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::{judge_support, judge_support_item};
    use crate::{Id, ItemMatch, LevelOfSupport, OtherWatch, Provenance, RiskTransfer, SupportItem};
    use terms::{Day, Place, Text, When};

    fn full() -> SupportItem {
        SupportItem {
            place: Place::default(),
            matches: ItemMatch { name: Some("lwip".to_owned()), ..ItemMatch::default() },
            provenance: Some(Provenance::OpenSource),
            owner: None,
            modified: None,
            backported: None,
            change_note: None,
            level_of_support: Some(LevelOfSupport::ActivelyMaintained),
            requirement: Some(RiskTransfer::Maintained),
            end_of_support: When::parse("2030-01"),
            other_watch: None,
            justification: None,
            conditions: Vec::new(),
        }
    }

    fn watch(owner: Option<&str>, last_look: &str) -> Option<OtherWatch> {
        Some(OtherWatch {
            place: Place::default(),
            what: Text::default(),
            owner: owner.map(|owner| Id::try_from(owner).unwrap()),
            interval_days: Some(30),
            last_look: When::parse(last_look),
        })
    }

    fn expect(change: impl FnOnce(&mut SupportItem), codes: &[&str]) {
        let mut item = full();
        change(&mut item);
        let found = judge_support_item("4.1.0", &item, Day::parse("2026-11-23").unwrap());
        assert_eq!(found.iter().map(|finding| finding.code()).collect::<Vec<_>>(), codes);
    }

    #[test]
    fn a_full_item_is_quiet() {
        expect(|_| (), &[]);
    }

    #[test]
    fn each_gap_is_reported() {
        expect(|item| item.level_of_support = None, &["device/item-without-level-of-support"]);
        expect(|item| item.end_of_support = None, &["device/item-without-end-of-support"]);
        expect(|item| item.end_of_support = When::parse("2026-10"), &["device/item-past-end-of-support"]);
        let open = When::parse("not before 2026-11-01");
        expect(|item| item.end_of_support = open, &["device/item-without-end-of-support"]);
        expect(|item| item.requirement = None, &["device/item-not-classified"]);
    }

    #[test]
    fn unknown_needs_a_justification() {
        let unknown = |item: &mut SupportItem| {
            item.level_of_support = Some(LevelOfSupport::Unknown);
            item.end_of_support = Some(When::Unknown);
        };
        expect(unknown, &["device/item-without-level-of-support", "device/item-without-end-of-support"]);
        expect(
            |item| {
                unknown(item);
                item.justification = Some(Text::default());
            },
            &[],
        );
    }

    #[test]
    fn own_software_needs_no_date_from_others_but_a_class() {
        expect(
            |item| {
                *item = SupportItem {
                    provenance: Some(Provenance::Own),
                    level_of_support: None,
                    end_of_support: None,
                    requirement: None,
                    ..full()
                };
            },
            &["device/item-not-classified"],
        );
    }

    #[test]
    fn another_watch_counts_only_with_owner_and_in_date() {
        expect(|item| item.other_watch = watch(Some("sato"), "2026-10-24"), &[]);
        expect(|item| item.other_watch = watch(Some("sato"), "2026-10-23"), &["device/other-watch-late"]);
        expect(|item| item.other_watch = watch(None, "2026-11-20"), &["device/other-watch-late"]);
        expect(|item| item.other_watch = watch(Some("sato"), "2026-11-24"), &["device/other-watch-late"]);
    }

    #[test]
    fn no_file_is_reported_once() {
        assert_eq!(judge_support("4.1.0", None, Day(0)).findings.len(), 1);
    }
}
