//! What was known then: the moment that is asked about, and what is said when nothing was known.

use super::kept::{Trouble, reached};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use activities::checks_port::KeptCheck;
use activities::library_port::{KeptId, Revision, State};
use activities::store_fault::StoreFault;
use axum::http::StatusCode;
use serde::Deserialize;
use terms::{Day, Instant, Lang};

/// A moment that is asked about; of a day its end (UTC), as `--as-of` of the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct AsOf(Instant);

impl TryFrom<String> for AsOf {
    type Error = &'static str;

    fn try_from(text: String) -> Result<AsOf, &'static str> {
        let end = |day: Day| Instant((i64::from(day.0) + 1) * Instant::DAY - 1);
        let moment = Day::parse(&text).map(end).or_else(|| Instant::parse(&text));
        moment.map(AsOf).ok_or("as_of is a day or a moment, such as 2026-11-23 or 2026-11-23T09:00:00Z")
    }
}

/// Which state of a device is asked about.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct AsOfAsked {
    pub(crate) as_of: Option<AsOf>,
}

/// A moment of the past with the revision that was the newest then; now, when none is named.
pub(super) struct Then {
    /// `None`: now.
    pub(super) at: Option<Instant>,
    /// The revision that was the newest then.
    pub(super) revision: Revision,
}

impl Then {
    /// As the library is asked.
    pub(super) fn state(&self) -> State {
        State::Revision(self.revision.sequence)
    }

    /// The check that was the latest; `None`: there is none now. Of then, one of an earlier revision is no answer about what stood
    /// there: that had not been looked at.
    pub(super) fn check(&self, shared: &Shared, id: &KeptId, lang: Lang) -> Result<Option<KeptCheck>, Trouble> {
        let check = shared.wiring.checks.check(id, self.at)?;
        match (self.at, check) {
            (Some(at), None) => Err(nothing_known(shared, id, at, lang)?.into()),
            (Some(at), Some(check)) if check.revision < self.revision.sequence => {
                Err(not_looked_at(&id.name, (at, check.at), lang).into())
            }
            (_, check) => Ok(check),
        }
    }
}

fn not_looked_at(name: &str, (at, before): (Instant, Instant), lang: Lang) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "server/nothing-known-then",
        lang.pick(
            format!("“{name}” as it stood at {at} is in no answer of by then; that is no all-clear"),
            format!("{at} 時点の「{name}」の内容についての回答は残っていません（問題なしという意味ではありません）"),
        ),
        lang.pick(
            format!("the last answer before is about an earlier revision: as_of={before}"),
            format!("直前の回答は以前の版についてのものです：as_of={before}"),
        ),
    )
}

/// What was kept under this id then, when the caller's roles reach it. Nobody knows a day to come, and nothing known is no
/// empty answer.
pub(super) fn reached_then(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    as_of: Option<AsOf>,
) -> Result<Then, Trouble> {
    let newest = reached(shared, caller, id)?;
    let Some(AsOf(at)) = as_of else { return Ok(Then { at: None, revision: newest }) };
    if at.day() > shared.now().day() {
        return Err(to_come(caller.lang).into());
    }
    match shared.wiring.library.revision(id, State::AsOf(at))? {
        Some(revision) => Ok(Then { at: Some(at), revision }),
        None => Err(nothing_known(shared, id, at, caller.lang)?.into()),
    }
}

fn to_come(lang: Lang) -> Problem {
    Problem::bad_request(
        lang.pick("as_of is a day to come", "as_of が未来の日付です"),
        lang.pick("name today or an earlier day", "今日以前の日付を指定してください"),
    )
}

/// That nothing is known of a device as it was then, and since when something is.
fn nothing_known(shared: &Shared, id: &KeptId, at: Instant, lang: Lang) -> Result<Problem, StoreFault> {
    let first = shared.wiring.library.revision(id, State::Revision(1))?;
    let next = match first.filter(|first| first.at > at) {
        Some(Revision { at, .. }) => lang.pick(
            format!("its first revision was put here on {at}; name that day or a later one"),
            format!("最初の版がここに登録されたのは {at} です。その日以降を指定してください"),
        ),
        None => lang
            .pick(
                "it was kept here, and no check of it by then is kept; name a later day",
                "登録はされていましたが、その時点までの確認結果は残っていません。後の日付を指定してください",
            )
            .to_owned(),
    };
    Ok(Problem::new(
        StatusCode::NOT_FOUND,
        "server/nothing-known-then",
        lang.pick(
            format!("nothing is known of “{}” as of {at}; that is no all-clear", id.name),
            format!("{at} 時点の「{}」については何も分かりません（問題なしという意味ではありません）", id.name),
        ),
        next,
    ))
}

#[cfg(test)]
mod tests {
    use super::AsOf;
    use terms::Instant;

    fn expect(text: &str, read: Option<i64>) {
        assert_eq!(AsOf::try_from(text.to_owned()).ok(), read.map(|at| AsOf(Instant(at))), "{text}");
    }

    #[test]
    fn a_day_means_its_end_and_a_moment_itself() {
        expect("1970-01-01", Some(86_399_999));
        expect("1970-01-01T00:00:01Z", Some(1000));
        expect("yesterday", None);
        expect("1970-02-30", None);
        expect("", None);
    }
}
