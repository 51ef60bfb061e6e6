//! How long records are kept, by class, and what is let go of when their time is over.
//!
//! Regulatory records – dossiers and sites with every revision, decisions, signatures, findings, the leaves of the log – are kept
//! without end; there is no class that would remove them. Everything else has a period, conservative unless the operator says
//! otherwise (docs/retention.md).

use crate::library_port::KeptId;
use crate::record_deed::{Deed, Entry, PROGRAM};
use crate::retention_port::{CheckMark, Removal, Retention};
use crate::secrets_port::Secrets;
use crate::store_fault::StoreFault;
use std::collections::BTreeMap;
use terms::{Instant, Lang};

/// A class of records that may be removed. Its name is for life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordClass {
    /// Sessions that have ended.
    Sessions,
    /// Refused sign-ins that are counted, and codes that were used once.
    SignIns,
    /// Jobs of the server that are done or were given up.
    Jobs,
    /// Messages that were sent or withdrawn.
    Messages,
    /// Work items that are done.
    WorkDone,
    /// Answers of past checks: thinned, never removed altogether.
    PastChecks,
    /// Who acted, beside the log.
    LogWords,
}

/// How long a class is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Without end.
    Always,
    /// So many days after they were over.
    Days(u32),
    /// One a day after so many days, one a month after so many; each one where the verdict changed always.
    Thinned {
        /// After so many days one a day.
        daily: u32,
        /// After so many days one a month.
        monthly: u32,
    },
}

impl RecordClass {
    /// All of them.
    pub const ALL: [RecordClass; 7] = [
        RecordClass::Sessions,
        RecordClass::SignIns,
        RecordClass::Jobs,
        RecordClass::Messages,
        RecordClass::WorkDone,
        RecordClass::PastChecks,
        RecordClass::LogWords,
    ];

    /// Its name in settings, holds and the log.
    pub fn name(self) -> &'static str {
        match self {
            RecordClass::Sessions => "sessions",
            RecordClass::SignIns => "sign-ins",
            RecordClass::Jobs => "jobs",
            RecordClass::Messages => "messages",
            RecordClass::WorkDone => "work-done",
            RecordClass::PastChecks => "past-checks",
            RecordClass::LogWords => "log-words",
        }
    }

    /// The class of this name.
    pub fn named(name: &str) -> Option<RecordClass> {
        RecordClass::ALL.into_iter().find(|class| class.name() == name)
    }

    /// As a person reads it.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            RecordClass::Sessions => lang.pick("sessions that have ended", "終了したセッション"),
            RecordClass::SignIns => lang.pick("refused sign-ins and used codes", "サインインの拒否と使用済みコード"),
            RecordClass::Jobs => lang.pick("jobs that are over", "終了したジョブ"),
            RecordClass::Messages => lang.pick("messages that were sent", "送信済みの通知"),
            RecordClass::WorkDone => lang.pick("work that is done", "完了した作業"),
            RecordClass::PastChecks => lang.pick("answers of past checks", "過去の確認結果"),
            RecordClass::LogWords => lang.pick("names beside the log", "ログに付随する氏名"),
        }
    }

    /// Whether it belongs to the installation and to no organisation of it.
    pub fn is_of_installation(self) -> bool {
        matches!(self, RecordClass::SignIns | RecordClass::Jobs)
    }

    /// How long it is kept when nobody says.
    pub fn usual(self) -> Period {
        match self {
            RecordClass::Sessions | RecordClass::SignIns => Period::Days(7),
            RecordClass::Jobs => Period::Days(90),
            RecordClass::Messages => Period::Days(365),
            RecordClass::WorkDone | RecordClass::LogWords => Period::Always,
            RecordClass::PastChecks => Period::Thinned { daily: 90, monthly: 730 },
        }
    }

    /// The shortest period that does no harm: what is younger keeps something from happening twice, or from being asked about.
    pub fn shortest(self) -> u32 {
        match self {
            RecordClass::Sessions | RecordClass::SignIns => 1,
            RecordClass::Jobs => 7,
            RecordClass::Messages | RecordClass::WorkDone | RecordClass::PastChecks | RecordClass::LogWords => 30,
        }
    }
}

impl Period {
    /// As a person reads it.
    pub fn say(self, lang: Lang) -> String {
        match self {
            Period::Always => lang.pick("without end", "無期限").to_owned(),
            Period::Days(days) => lang.pick(format!("{days} days"), format!("{days} 日")),
            Period::Thinned { daily, monthly } => lang.pick(
                format!("all for {daily} days, then one a day, after {monthly} days one a month; each change of verdict always"),
                format!("{daily} 日間はすべて、以後 1 日 1 件、{monthly} 日後は月 1 件。判定が変わったものは常に保存"),
            ),
        }
    }
}

/// How long each class is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Periods(BTreeMap<RecordClass, Period>);

impl Periods {
    /// Sets the period of a class.
    pub fn set(&mut self, class: RecordClass, period: Period) {
        self.0.insert(class, period);
    }

    /// The period of a class.
    pub fn of(&self, class: RecordClass) -> Period {
        self.0.get(&class).copied().unwrap_or_else(|| class.usual())
    }
}

/// Rows removed in one step, so that nobody waits long for the store.
const AT_A_TIME: u32 = 2_000;

/// What a removal is made with.
pub struct Removing<'r> {
    /// Where records are.
    pub store: &'r dyn Retention,
    /// Salts of the log.
    pub secrets: &'r dyn Secrets,
    /// How long each class is kept.
    pub periods: &'r Periods,
    /// The moment.
    pub now: Instant,
}

impl std::fmt::Debug for Removing<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Removing({})", self.now)
    }
}

/// The moment so many days before.
fn days_before(now: Instant, days: u32) -> Instant {
    Instant(now.0.saturating_sub(i64::from(days) * Instant::DAY))
}

impl Removing<'_> {
    /// How many records of a class of an organisation are past their period and not held.
    pub fn would_remove(&self, tenant: &str, class: RecordClass) -> Result<u64, StoreFault> {
        match self.periods.of(class) {
            Period::Always => Ok(0),
            Period::Days(days) => self.store.removable(&self.removal(tenant, class, days)),
            Period::Thinned { daily, monthly } => {
                let thin = self.thin(tenant, daily, monthly)?;
                Ok(thin.iter().map(|(_, checks)| checks.len() as u64).sum())
            }
        }
    }

    /// Removes records of a class that are past their period and not held, and counts them in the log. `between` is asked before
    /// each step whether to go on.
    pub fn remove(&self, tenant: &str, class: RecordClass, between: &dyn Fn() -> bool) -> Result<u64, StoreFault> {
        let mut done = 0;
        match self.periods.of(class) {
            Period::Always => {}
            Period::Days(days) => {
                let removal = self.removal(tenant, class, days);
                while between() {
                    let step = self
                        .store
                        .remove(&removal, &|count| self.leaf(tenant, &format!("{} {count}", class.name())))?;
                    done += step;
                    if step < u64::from(AT_A_TIME) {
                        break;
                    }
                }
            }
            Period::Thinned { daily, monthly } => {
                for (id, checks) in self.thin(tenant, daily, monthly)? {
                    if !between() {
                        break;
                    }
                    let leaf = |count| self.leaf(tenant, &format!("{} {id} {count}", class.name()));
                    done += self.store.remove_checks(&id, &checks, &leaf)?;
                }
            }
        }
        Ok(done)
    }

    fn removal<'t>(&self, tenant: &'t str, class: RecordClass, days: u32) -> Removal<'t> {
        Removal { class, tenant, before: days_before(self.now, days), now: self.now, limit: AT_A_TIME }
    }

    fn thin(&self, tenant: &str, daily: u32, monthly: u32) -> Result<Vec<(KeptId, Vec<Instant>)>, StoreFault> {
        let (daily, monthly) = (days_before(self.now, daily), days_before(self.now, monthly));
        let mut thinned = Vec::new();
        for id in self.store.with_old_checks(tenant, daily)? {
            let checks = to_thin(&self.store.check_marks(&id)?, daily, monthly);
            if !checks.is_empty() {
                thinned.push((id, checks));
            }
        }
        Ok(thinned)
    }

    fn leaf(&self, tenant: &str, subject: &str) -> crate::log_port::NewLeaf {
        Entry::new(tenant, self.now, Deed::RecordsRemoved, PROGRAM, subject, "").leaf(self.now, self.secrets)
    }
}

/// Which of these checks, the oldest first, are let go of. Stays: the first and the last, each one whose verdict or revision is another
/// than that of the one before it, and of the others the last of its day or month.
fn to_thin(marks: &[CheckMark], daily: Instant, monthly: Instant) -> Vec<Instant> {
    let span = |at: Instant| match at {
        at if at >= daily => None,
        at if at >= monthly => Some((0, i64::from(at.day().0))),
        at => Some((1, month(at))),
    };
    let mut gone = Vec::new();
    for (place, mark) in marks.iter().enumerate() {
        let (Some(before), Some(after)) = (place.checked_sub(1).and_then(|one| marks.get(one)), marks.get(place + 1))
        else {
            continue;
        };
        let Some(own) = span(mark.at) else { break };
        let changed = before.verdict != mark.verdict || before.revision != mark.revision;
        if !changed && span(after.at) == Some(own) {
            gone.push(mark.at);
        }
    }
    gone
}

/// Months since the year 0, by the text of the day.
fn month(at: Instant) -> i64 {
    let text = at.to_string();
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<i64>().ok()).unwrap_or(0);
    let mut parts = text.splitn(3, '-');
    number(parts.next()) * 12 + number(parts.next())
}

#[cfg(test)]
mod tests {
    use super::{Period, Periods, RecordClass, to_thin};
    use crate::retention_port::CheckMark;
    use terms::Instant;

    /// Checks at these hours, each with its verdict; those that go when one a day is kept of the first 10 days and one a month
    /// of nothing.
    fn expect(checks: &[(i64, &str)], gone: &[i64]) {
        let marks: Vec<CheckMark> = checks.iter().map(|(hour, verdict)| mark(*hour, verdict)).collect();
        let hours: Vec<i64> =
            to_thin(&marks, Instant(10 * Instant::DAY), Instant(0)).iter().map(|at| at.0 / HOUR).collect();
        assert_eq!(hours, gone);
    }

    const HOUR: i64 = 3_600_000;

    fn mark(hour: i64, verdict: &str) -> CheckMark {
        CheckMark { at: Instant(hour * HOUR), revision: 1, verdict: verdict.to_owned() }
    }

    #[test]
    fn of_a_day_the_last_check_stays() {
        expect(&[(1, "a"), (2, "a"), (3, "a"), (25, "a"), (26, "a"), (300, "a")], &[2, 25]);
    }

    #[test]
    fn the_first_and_the_last_check_always_stay() {
        expect(&[(1, "a"), (2, "a")], &[]);
        expect(&[(1, "a"), (2, "a"), (3, "a")], &[2]);
    }

    #[test]
    fn each_change_of_verdict_stays() {
        expect(&[(1, "a"), (2, "b"), (3, "a"), (4, "a"), (5, "a"), (300, "a")], &[4]);
    }

    #[test]
    fn what_is_young_stays_whole() {
        expect(&[(239, "a"), (240, "a"), (241, "a"), (242, "a")], &[]);
    }

    #[test]
    fn long_after_one_a_month_stays_and_what_is_thinned_stays_as_it_is() {
        let day = |day: i64| mark(day * 24, "a");
        let marks: Vec<CheckMark> = (0..90).map(day).collect();
        let gone = to_thin(&marks, Instant(80 * Instant::DAY), Instant(59 * Instant::DAY));
        // Days of 1970: January ends on day 30, February on day 58.
        let left: Vec<CheckMark> = marks.iter().filter(|mark| !gone.contains(&mark.at)).cloned().collect();
        let days: Vec<i64> = left.iter().map(|mark| mark.at.0 / Instant::DAY).collect();
        assert_eq!(days, [0, 30, 58].into_iter().chain(59..90).collect::<Vec<_>>());
        assert_eq!(to_thin(&left, Instant(80 * Instant::DAY), Instant(59 * Instant::DAY)), []);
    }

    #[test]
    fn names_lead_back_and_nothing_regulatory_is_removed_by_default() {
        assert!(RecordClass::ALL.into_iter().all(|class| RecordClass::named(class.name()) == Some(class)));
        let usual = Periods::default();
        assert_eq!([RecordClass::LogWords, RecordClass::WorkDone].map(|class| usual.of(class)), [Period::Always; 2]);
    }
}
