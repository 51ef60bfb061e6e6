//! The verdict: what may be said in one word, and what stands against saying it.

use serde::{Deserialize, Serialize};
use terms::{Lang, Priority};

/// The four things that may be said. Never ready, safe or compliant: a person releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Something was decided that stands against the release.
    Blocking,
    /// Somebody has to decide.
    Undecided,
    /// Nothing blocks in what was looked at.
    NothingBlocking,
    /// The answer would not be trustworthy.
    NoAnswer,
}

impl Verdict {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Blocking => "blocking",
            Verdict::Undecided => "undecided",
            Verdict::NothingBlocking => "nothing-blocking",
            Verdict::NoAnswer => "no-answer",
        }
    }

    /// The verdict from the worst finding and from whether the answer can be trusted. What was found outranks what was
    /// not looked at in words; the exit status ranks the other way, so that no script takes silence for an answer.
    pub fn of(worst: Option<Priority>, dependence: &Dependence) -> Verdict {
        match worst {
            _ if dependence.takes_the_answer_away() => Verdict::NoAnswer,
            Some(Priority::Blocking) => Verdict::Blocking,
            Some(Priority::Undecided) => Verdict::Undecided,
            Some(Priority::Attention | Priority::Note) | None if dependence.is_blind() => Verdict::NoAnswer,
            Some(Priority::Attention | Priority::Note) | None => Verdict::NothingBlocking,
        }
    }
}

/// What the answer leans on and cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependence {
    /// There is no component that a source could watch: none at all, or only first-party software, files and data.
    pub no_components: bool,
    /// Components that should be watched and are not (0 when the caller leaves them out).
    pub unwatched: u64,
    /// Documents that call themselves incomplete (0 when the caller leaves unwatched components out): what they do not list
    /// is watched by nobody.
    pub incomplete_documents: u64,
    /// Documents that name parts which nothing that was read holds (0 when the caller leaves unwatched components out).
    pub elsewhere_documents: u64,
    /// Components that only stale or undated sources, or such dated in the future, watch.
    pub stale_only: u64,
    /// Documents of which a part could not be read.
    pub unread_documents: u64,
    /// Promised sources that are missing, stale, undated or dated in the future.
    pub promised_unusable: u64,
}

impl Dependence {
    /// Whether even what was found cannot stand as the answer. Unwatched components alone leave the findings standing, listed
    /// or not.
    pub(crate) fn takes_the_answer_away(&self) -> bool {
        let Dependence {
            no_components,
            unwatched: _,
            incomplete_documents: _,
            elsewhere_documents: _,
            stale_only,
            unread_documents,
            promised_unusable,
        } = self;
        *no_components || *stale_only > 0 || *unread_documents > 0 || *promised_unusable > 0
    }

    /// Whether something that should be watched is not.
    fn is_blind(&self) -> bool {
        self.unwatched > 0 || self.incomplete_documents > 0 || self.elsewhere_documents > 0
    }

    /// What the answer leans on and cannot, in words, unwatched components apart; empty when nothing.
    pub fn leans_on(&self, lang: Lang) -> Vec<String> {
        let Dependence {
            no_components,
            unwatched: _,
            incomplete_documents,
            elsewhere_documents,
            stale_only,
            unread_documents,
            promised_unusable,
        } = self;
        let mut words = Vec::new();
        let mut say = |counts: bool, en: String, ja: String| {
            if counts {
                words.push(lang.pick(en, ja));
            }
        };
        say(*no_components, "no component could be looked up".into(), "照合できる構成要素がない".into());
        say(
            *stale_only > 0,
            format!("{stale_only} components rest on sources that are too old, undated or dated in the future"),
            format!("{stale_only} 件の構成要素が期限切れ・日付不明・未来日付の情報源に依存"),
        );
        say(
            *unread_documents > 0,
            format!("{unread_documents} documents could not be read in full"),
            format!("全部は読み取れなかった文書 {unread_documents} 件"),
        );
        say(
            *incomplete_documents > 0,
            format!("{incomplete_documents} SBOMs do not call themselves complete"),
            format!("網羅性が確認できない SBOM {incomplete_documents} 件"),
        );
        say(
            *elsewhere_documents > 0,
            format!("{elsewhere_documents} SBOMs name parts that they do not list"),
            format!("記載していない部分を参照している SBOM {elsewhere_documents} 件"),
        );
        say(
            *promised_unusable > 0,
            format!("{promised_unusable} sources that the plan promises are missing, too old or dated in the future"),
            format!("計画で約束した情報源 {promised_unusable} 件が未取得・期限切れ・未来日付のいずれか"),
        );
        words
    }

    /// Whether the answer can be trusted.
    pub fn is_sound(&self) -> bool {
        *self == Dependence::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Dependence, Verdict};
    use terms::Priority;

    #[test]
    fn silence_is_no_answer_while_something_is_unwatched() {
        let unwatched = Dependence { unwatched: 1, ..Dependence::default() };
        assert_eq!(Verdict::of(None, &unwatched), Verdict::NoAnswer);
        assert_eq!(Verdict::of(Some(Priority::Undecided), &unwatched), Verdict::Undecided);
    }

    #[test]
    fn silence_is_no_answer_while_a_document_is_incomplete() {
        let incomplete = Dependence { incomplete_documents: 1, ..Dependence::default() };
        assert_eq!(Verdict::of(None, &incomplete), Verdict::NoAnswer);
        assert_eq!(Verdict::of(Some(Priority::Undecided), &incomplete), Verdict::Undecided);
        assert!(!incomplete.is_sound());
    }

    #[test]
    fn nothing_blocks_only_when_everything_is_watched() {
        assert_eq!(Verdict::of(Some(Priority::Attention), &Dependence::default()), Verdict::NothingBlocking);
    }

    #[test]
    fn a_stale_source_takes_the_answer_away() {
        let stale = Dependence { stale_only: 63, ..Dependence::default() };
        assert_eq!(Verdict::of(Some(Priority::Blocking), &stale), Verdict::NoAnswer);
    }
}
