use super::{Area, Judgement, Looked, NotLooked, at, plan_patch_times, plan_review, plan_sources};
use crate::{People, Plan};
use terms::{Day, Finding, Priority, Subject, finding};

finding! {
    /// There is no plan. JP Essential Principles Art. 12(3), life-cycle plan [O]; FDA 524B(b)(1) [P].
    PlanMissing = "device/plan-missing" {}
    en: "There is no life-cycle cybersecurity plan.",
        "Without a plan nobody has promised what is watched, how fast patches come and who answers for it.",
        "Write plan.yaml; `tutela init device DIR` shows a commented one.";
    ja: "ライフサイクル全体のサイバーセキュリティ計画がありません。",
        "計画がなければ、何を監視し、いつまでに修正し、誰が責任を負うかが約束されていません。",
        "plan.yaml を作成してください。`tutela init device DIR` で注釈付きの例が得られます。";
}

finding! {
    /// The plan names no owner. JIS T 81001-5-1 4.1.2 responsibilities [O].
    PlanWithoutOwner = "device/plan-without-owner" {}
    en: "The cybersecurity plan names no owner.", "A plan that belongs to nobody is kept by nobody.",
        "Name a person of people.yaml: `owner: ID` in plan.yaml.";
    ja: "サイバーセキュリティ計画に責任者の記載がありません。", "責任者のいない計画は維持されません。",
        "people.yaml にある人の id を plan.yaml の `owner:` に記載してください。";
}

finding! {
    /// The plan's owner is nobody that people.yaml knows. JIS T 81001-5-1 4.1.2 responsibilities [O].
    PlanOwnerUnknown = "device/plan-owner-unknown" {
        /// The id as written.
        owner: String,
    }
    en: "The plan's owner “{owner}” is not in people.yaml.", "Nobody can be asked, and no approval can be checked.",
        "Add the person to people.yaml or correct the id.";
    ja: "計画の責任者「{owner}」が people.yaml にありません。", "問い合わせ先がなく、承認の確認もできません。",
        "people.yaml に追加するか、id を修正してください。";
}

/// What the plan leaves open or has let pass.
pub fn judge_plan(plan: &Plan, today: Day) -> Vec<Finding> {
    let mut found = Vec::new();
    if plan.owner.is_none() {
        found.push(at(Priority::Attention, "plan/owner", &plan.place, PlanWithoutOwner {}));
    }
    plan_sources::judge(plan, &mut found);
    plan_patch_times::judge(plan, &mut found);
    plan_review::judge(plan, today, &mut found);
    found
}

/// The answer for the plan, when there is one and when there is none.
pub fn judge_plan_area(plan: Option<&Plan>, people: Option<&People>, today: Day) -> Judgement {
    let Some(plan) = plan else {
        let finding = Finding::new(Priority::Attention, Subject::named("plan"), PlanMissing {});
        return Judgement { area: Area::Plan, looked: Looked::NotAt(NotLooked::NoFile), findings: vec![finding] };
    };
    let mut findings = judge_plan(plan, today);
    if let Some(owner) = &plan.owner
        && people.is_none_or(|people| people.person(owner).is_none())
    {
        let owner = owner.to_string();
        findings.push(at(Priority::Attention, "plan/owner", &plan.place, PlanOwnerUnknown { owner }));
    }
    Judgement { area: Area::Plan, looked: Looked::At, findings }
}

#[cfg(test)]
mod tests {
    use super::{judge_plan, judge_plan_area};
    use crate::rules::{Looked, NotLooked};
    use crate::{Id, Interval, PatchTime, PatchTimes, Plan, Review, Reviews, WatchedSource};
    use terms::{Day, Lang, Place, Text, When};

    fn id(text: &str) -> Id {
        Id::try_from(text).unwrap()
    }

    fn text(en: &str) -> Option<Text> {
        Some(Text { en: Some(en.to_owned()), ..Text::default() })
    }

    /// A plan that leaves nothing open on 2026-11-23.
    fn full() -> Plan {
        let time = |days| PatchTime { days: Some(days), justification: text("tested in time"), ..PatchTime::default() };
        let source = WatchedSource {
            place: Place::default(),
            name: "NVD".to_owned(),
            interval_days: Some(7),
            why: None,
            owner: None,
        };
        let done = Review { place: Place::default(), at: When::parse("2026-06-01").unwrap(), by: None, result: None };
        Plan {
            owner: Some(id("sato")),
            sources: vec![source],
            patch_times: Some(PatchTimes {
                regular: Some(time(60)),
                out_of_cycle: Some(time(14)),
                ..PatchTimes::default()
            }),
            reviews: Some(Reviews {
                promised_interval: Some(Interval::Months(12)),
                done: vec![done],
                ..Reviews::default()
            }),
            ..Plan::default()
        }
    }

    fn codes(change: impl FnOnce(&mut Plan)) -> Vec<&'static str> {
        let mut plan = full();
        change(&mut plan);
        judge_plan(&plan, Day::parse("2026-11-23").unwrap()).iter().map(|finding| finding.code()).collect()
    }

    fn reviews(plan: &mut Plan) -> &mut Reviews {
        plan.reviews.as_mut().unwrap()
    }

    #[test]
    fn a_full_plan_is_quiet() {
        assert_eq!(codes(|_| ()), Vec::<&str>::new());
    }

    #[test]
    fn a_missing_owner_is_reported() {
        assert_eq!(codes(|plan| plan.owner = None), ["device/plan-without-owner"]);
    }

    #[test]
    fn a_plan_that_watches_nothing_is_reported() {
        assert_eq!(codes(|plan| plan.sources.clear()), ["device/plan-without-sources"]);
    }

    #[test]
    fn a_source_without_interval_is_reported() {
        assert_eq!(codes(|plan| plan.sources[0].interval_days = None), ["device/source-without-interval"]);
        assert_eq!(codes(|plan| plan.sources[0].interval_days = Some(0)), ["device/source-without-interval"]);
    }

    #[test]
    fn each_patch_time_needs_days_and_a_reason() {
        let missing = "device/patch-time-missing";
        assert_eq!(codes(|plan| plan.patch_times = None), [missing, missing]);
        let unreasoned =
            codes(|plan| plan.patch_times.as_mut().unwrap().regular.as_mut().unwrap().justification = None);
        assert_eq!(unreasoned, ["device/patch-time-unjustified"]);
    }

    #[test]
    fn a_review_is_late_the_day_after() {
        let on = |done: &'static str| codes(move |plan| reviews(plan).done[0].at = When::parse(done).unwrap());
        assert_eq!(on("2025-11-22"), ["device/review-overdue"]);
        assert_eq!(on("2025-11-23"), ["device/review-due-soon"]);
    }

    #[test]
    fn a_set_day_counts_before_the_promised_one() {
        assert_eq!(codes(|plan| reviews(plan).next = When::parse("2026-12-01")), ["device/review-due-soon"]);
        assert_eq!(codes(|plan| reviews(plan).next = When::parse("2026-11-01")), ["device/review-overdue"]);
    }

    #[test]
    fn a_review_held_on_its_set_day_settles_it() {
        let settled = codes(|plan| {
            reviews(plan).next = When::parse("2026-05-30");
            reviews(plan).done[0].at = When::parse("2026-06-01").unwrap();
        });
        assert_eq!(settled, Vec::<&str>::new());
    }

    #[test]
    fn no_promise_and_no_day_is_reported() {
        assert_eq!(codes(|plan| plan.reviews = None), ["device/review-date-missing"]);
        assert_eq!(codes(|plan| reviews(plan).done.clear()), ["device/review-date-missing"]);
    }

    #[test]
    fn an_absent_plan_is_not_looked_at_and_reported() {
        let judgement = judge_plan_area(None, None, Day(0));
        assert_eq!(judgement.looked, Looked::NotAt(NotLooked::NoFile));
        assert_eq!(judgement.findings[0].code(), "device/plan-missing");
    }

    #[test]
    fn an_owner_nobody_knows_is_reported_by_name() {
        let judgement = judge_plan_area(Some(&full()), None, Day::parse("2026-11-23").unwrap());
        assert!(judgement.findings[0].detail.say(Lang::Ja).what.contains("sato"));
    }
}
