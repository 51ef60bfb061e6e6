use super::{Word, at};
use crate::{PatchTimes, Plan};
use terms::{Finding, Priority, finding};

finding! {
    /// No time is promised for patches. JIS T 81001-5-1 6.1.1 timely delivery [O]; FDA 524B(b)(2) regular and out of
    /// cycle patches [P].
    PatchTimeMissing = "device/patch-time-missing" {
        /// Which, English.
        en: &'static str,
        /// Which, Japanese.
        ja: &'static str,
        /// The field.
        field: &'static str,
    }
    en: "The plan promises no time for patches {en}.", "Nobody can tell whether a patch is late.",
        "Add `patch_times.{field}` with `days` and `justification` to plan.yaml.";
    ja: "計画に、{ja}修正の提供期限がありません。", "修正が遅れているかどうか判断できません。",
        "plan.yaml の `patch_times.{field}` に `days` と `justification` を記載してください。";
}

finding! {
    /// A promised time has no justification. FDA 524B(b)(2) "reasonably justified regular cycle" [P].
    PatchTimeUnjustified = "device/patch-time-unjustified" {
        /// Which, English.
        en: &'static str,
        /// Which, Japanese.
        ja: &'static str,
        /// The days promised.
        days: u32,
        /// The field.
        field: &'static str,
    }
    en: "The plan promises patches {en} within {days} days and does not say why that is reasonable.",
        "A reviewer will ask; a time without a reason is not a plan.",
        "Add `justification:` to `patch_times.{field}` in plan.yaml.";
    ja: "計画は{ja}修正を {days} 日以内と約束していますが、妥当とする理由がありません。",
        "審査で問われます。理由のない期限は計画とみなされません。",
        "plan.yaml の `patch_times.{field}` に `justification:` を追加してください。";
}

const REGULAR: Word = Word { en: "in the regular cycle", ja: "定期の" };
const OUT_OF_CYCLE: Word = Word { en: "out of cycle", ja: "臨時の" };

pub(super) fn judge(plan: &Plan, found: &mut Vec<Finding>) {
    let none = PatchTimes { place: plan.place.clone(), ..PatchTimes::default() };
    let PatchTimes { place, regular, out_of_cycle } = plan.patch_times.as_ref().unwrap_or(&none);
    for (field, Word { en, ja }, time) in [("regular", REGULAR, regular), ("out_of_cycle", OUT_OF_CYCLE, out_of_cycle)]
    {
        let path = format!("plan/patch_times/{field}");
        let place = time.as_ref().map_or(place, |time| &time.place);
        match time.as_ref().and_then(|time| Some((time.days?, &time.justification))) {
            None => found.push(at(Priority::Attention, path, place, PatchTimeMissing { en, ja, field })),
            Some((days, None)) => {
                found.push(at(Priority::Attention, path, place, PatchTimeUnjustified { en, ja, days, field }));
            }
            Some((_, Some(_))) => {}
        }
    }
}
