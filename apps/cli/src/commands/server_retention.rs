//! `[retention]` of the server's settings: how long each class of records is kept.

use crate::edge::Complaint;
use activities::retention::{Period, Periods, RecordClass};
use serde::Deserialize;
use terms::Lang;

/// `[retention]`: days such as `90d`, or `always`. What has no name here is kept without end: dossiers and sites with every
/// revision, decisions, signatures, findings, the leaves of the log.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RetentionFile {
    /// After they ended.
    pub(crate) sessions: Option<String>,
    /// Refused sign-ins and used codes.
    pub(crate) sign_ins: Option<String>,
    /// After they were done.
    pub(crate) jobs: Option<String>,
    /// After they were sent.
    pub(crate) messages: Option<String>,
    /// After it was done.
    pub(crate) work_done: Option<String>,
    /// Names beside the log.
    pub(crate) log_words: Option<String>,
    /// Answers of past checks: one a day after this.
    pub(crate) past_checks_daily_after: Option<String>,
    /// One a month after this.
    pub(crate) past_checks_monthly_after: Option<String>,
}

/// A row of `--check-config`.
pub(crate) struct Shown {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) is_set: bool,
    pub(crate) wrong: Option<[String; 2]>,
}

impl RetentionFile {
    /// What is said of a class.
    fn said(&self, class: RecordClass) -> Option<&str> {
        match class {
            RecordClass::Sessions => self.sessions.as_deref(),
            RecordClass::SignIns => self.sign_ins.as_deref(),
            RecordClass::Jobs => self.jobs.as_deref(),
            RecordClass::Messages => self.messages.as_deref(),
            RecordClass::WorkDone => self.work_done.as_deref(),
            RecordClass::LogWords => self.log_words.as_deref(),
            RecordClass::PastChecks => self.past_checks_daily_after.as_deref(),
        }
    }

    fn is_set(&self, class: RecordClass) -> bool {
        self.said(class).is_some() || (class == RecordClass::PastChecks && self.past_checks_monthly_after.is_some())
    }
}

/// The name of a class among the settings.
fn name(class: RecordClass) -> &'static str {
    match class {
        RecordClass::Sessions => "retention.sessions",
        RecordClass::SignIns => "retention.sign-ins",
        RecordClass::Jobs => "retention.jobs",
        RecordClass::Messages => "retention.messages",
        RecordClass::WorkDone => "retention.work-done",
        RecordClass::PastChecks => "retention.past-checks",
        RecordClass::LogWords => "retention.log-words",
    }
}

/// The periods; refused when one is none.
pub(crate) fn periods(lang: Lang, file: &RetentionFile) -> Result<Periods, Complaint> {
    let mut periods = Periods::default();
    for class in RecordClass::ALL {
        periods.set(class, period(lang, file, class)?);
    }
    Ok(periods)
}

/// Every class with its period, whether somebody said so, and what is wrong with it.
pub(crate) fn shown(lang: Lang, file: Option<&RetentionFile>) -> Vec<Shown> {
    let none = RetentionFile::default();
    let file = file.unwrap_or(&none);
    let row = |class: RecordClass| {
        let (value, wrong) = match period(lang, file, class) {
            Ok(period) => (period.say(lang), None),
            Err(complaint) => (file.said(class).unwrap_or_default().to_owned(), Some([complaint.what, complaint.next])),
        };
        Shown { name: name(class), value, is_set: file.is_set(class), wrong }
    };
    RecordClass::ALL.into_iter().map(row).collect()
}

fn period(lang: Lang, file: &RetentionFile, class: RecordClass) -> Result<Period, Complaint> {
    let said = file.said(class);
    match class.usual() {
        Period::Thinned { daily, monthly } => {
            if said == Some("always") {
                return Ok(Period::Always);
            }
            let read = |text: Option<&str>, usual| text.map_or(Ok(usual), |text| days(lang, class, text));
            let daily = read(said, daily)?;
            let monthly = read(file.past_checks_monthly_after.as_deref(), monthly.max(daily))?;
            match monthly >= daily {
                true => Ok(Period::Thinned { daily, monthly }),
                false => Err(Complaint::new(
                    lang.pick(
                        "past-checks: one a month comes before one a day",
                        "past-checks: 月 1 件の期間が 1 日 1 件の期間より短くなっています",
                    ),
                    "past-checks-daily-after = \"90d\"\npast-checks-monthly-after = \"730d\"",
                )),
            }
        }
        usual => match said {
            None => Ok(usual),
            Some("always") => Ok(Period::Always),
            Some(text) => days(lang, class, text).map(Period::Days),
        },
    }
}

/// `90d` as days, not fewer than do no harm.
fn days(lang: Lang, class: RecordClass, text: &str) -> Result<u32, Complaint> {
    let (name, least) = (class.name(), class.shortest());
    let days = text.strip_suffix('d').filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    let days = days.and_then(|digits| digits.parse::<u32>().ok()).filter(|days| (least..=36_600).contains(days));
    days.ok_or_else(|| {
        Complaint::new(
            lang.pick(
                format!("{name}: “{text}” is neither always nor a number of days from {least}d on"),
                format!("{name}: 「{text}」は always でも {least}d 以上の日数でもありません"),
            ),
            format!("{name} = \"{}d\"", least.max(90)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{RetentionFile, periods, shown};
    use activities::retention::{Period, RecordClass};
    use terms::Lang;

    fn read(text: &str) -> Option<Vec<Period>> {
        let file: RetentionFile = toml::from_str(text).ok()?;
        let periods = periods(Lang::En, &file).ok()?;
        Some(RecordClass::ALL.into_iter().map(|class| periods.of(class)).collect())
    }

    #[test]
    fn who_says_nothing_has_the_usual_periods() {
        let usual: Vec<Period> = RecordClass::ALL.into_iter().map(RecordClass::usual).collect();
        assert_eq!(read(""), Some(usual));
    }

    #[test]
    fn periods_are_days_or_always() {
        let of = |text: &str, place: usize| read(text).map(|periods| periods[place]);
        assert_eq!(of("messages = \"30d\"", 3), Some(Period::Days(30)));
        assert_eq!(of("messages = \"always\"", 3), Some(Period::Always));
        assert_eq!(of("log-words = \"365d\"", 6), Some(Period::Days(365)));
        let thinned = Period::Thinned { daily: 800, monthly: 800 };
        assert_eq!(of("past-checks-daily-after = \"800d\"", 5), Some(thinned));
        assert_eq!(of("past-checks-daily-after = \"always\"", 5), Some(Period::Always));
    }

    #[test]
    fn what_would_do_harm_or_is_regulatory_is_refused() {
        for wrong in [
            "messages = \"29d\"",
            "messages = \"30\"",
            "messages = \"+30d\"",
            "jobs = \"1d\"",
            "decisions = \"30d\"",
            "past-checks-daily-after = \"90d\"\npast-checks-monthly-after = \"60d\"",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let file: RetentionFile = toml::from_str("jobs = \"1d\"").unwrap();
        let rows = shown(Lang::En, Some(&file));
        assert_eq!(rows.iter().filter(|row| row.wrong.is_some()).count(), 1);
        assert_eq!(rows.iter().filter(|row| row.is_set).count(), 1);
    }
}
