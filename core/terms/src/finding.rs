use crate::{Day, Fingerprint, Lang, Priority, Subject, fingerprint};
use std::sync::Arc;

/// What a finding says to a person: what is wrong, why it matters, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What is wrong, with the values of this case.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// What to do next.
    pub next: String,
}

/// A kind of finding: its code for life and its words with the places of values still open (`<name>`).
#[derive(Debug)]
pub struct Card {
    /// Permanent code, `room/what-is-wrong`.
    pub code: &'static str,
    /// Template of what, why, next in English.
    pub en: [&'static str; 3],
    /// Template of what, why, next in Japanese.
    pub ja: [&'static str; 3],
}

impl Card {
    /// The general wording, for `tutela explain CODE`.
    pub fn explain(&self, lang: Lang) -> Wording {
        let open = |template: &str| template.replace('{', "<").replace('}', ">");
        let [what, why, next] = lang.pick(&self.en, &self.ja);
        Wording { what: open(what), why: open(why), next: open(next) }
    }
}

/// The typed fields of one finding, able to say themselves. Built with [`finding!`](crate::finding).
pub trait Speaks: std::fmt::Debug + Send + Sync {
    /// Its kind.
    fn card(&self) -> &'static Card;
    /// What is wrong, why it matters, what to do.
    fn say(&self, lang: Lang) -> Wording;
    /// The day by which it was or is to be done; `None` when it names none.
    fn due(&self) -> Option<Day>;
}

/// Something about the user's device that a person should know. It is data and never stops the program.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How much it asks.
    pub priority: Priority,
    /// What it is about.
    pub subject: Subject,
    /// What tells it apart from others of the same code and subject.
    pub key: String,
    /// Its typed fields.
    pub detail: Arc<dyn Speaks>,
}

impl Finding {
    /// A finding that is the only one of its code for its subject.
    pub fn new(priority: Priority, subject: Subject, detail: impl Speaks + 'static) -> Finding {
        Finding { priority, subject, key: String::new(), detail: Arc::new(detail) }
    }

    /// The permanent code.
    pub fn code(&self) -> &'static str {
        self.detail.card().code
    }

    /// A name that stays the same between runs: hash of code, subject and key.
    pub fn id(&self) -> Fingerprint {
        fingerprint(&[self.code(), &self.subject.path, &self.key])
    }
}

/// Declares a kind of finding: its fields, its code and its words in both languages, in one place.
///
/// The texts are format strings over the fields, so a forgotten or misspelt field does not compile. A finding with a date says
/// after its texts which one: `due: date.last_day();`.
#[macro_export]
macro_rules! finding {
    (
        $(#[$meta:meta])*
        $name:ident = $code:literal { $( $(#[$field_meta:meta])* $field:ident : $kind:ty ),* $(,)? }
        en: $en_what:literal, $en_why:literal, $en_next:literal;
        ja: $ja_what:literal, $ja_why:literal, $ja_next:literal;
        $(due: $due:expr;)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name { $( $(#[$field_meta])* pub $field: $kind ),* }

        impl $name {
            /// The kind of this finding.
            pub const CARD: $crate::Card = $crate::Card {
                code: $code,
                en: [$en_what, $en_why, $en_next],
                ja: [$ja_what, $ja_why, $ja_next],
            };
        }

        impl $crate::Speaks for $name {
            fn card(&self) -> &'static $crate::Card {
                static CARD: $crate::Card = $name::CARD;
                &CARD
            }

            fn say(&self, lang: $crate::Lang) -> $crate::Wording {
                let Self { $($field),* } = self;
                $( let _ = $field; )*
                match lang {
                    $crate::Lang::En => $crate::Wording {
                        what: format!($en_what), why: format!($en_why), next: format!($en_next),
                    },
                    $crate::Lang::Ja => $crate::Wording {
                        what: format!($ja_what), why: format!($ja_why), next: format!($ja_next),
                    },
                }
            }

            fn due(&self) -> Option<$crate::Day> {
                let Self { $($field),* } = self;
                $( let _ = $field; )*
                let days: &[Option<$crate::Day>] = &[$($due)?];
                days.iter().copied().flatten().next()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    #![expect(unreachable_pub, reason = "the macro declares findings for other rooms")]
    use crate::{Finding, Lang, Priority, Subject};

    finding! {
        /// A tap drips.
        Drip = "test/drip" {
            /// Drops in an hour.
            drops: u32,
        }
        en: "The tap loses {drops} drops an hour.", "Water is lost.", "Close the tap.";
        ja: "蛇口から 1 時間に {drops} 滴漏れています。", "水が失われます。", "蛇口を閉めてください。";
    }

    #[test]
    fn a_finding_says_its_values_in_both_languages() {
        let finding = Finding::new(Priority::Note, Subject::named("tap"), Drip { drops: 7 });
        assert_eq!(finding.detail.say(Lang::En).what, "The tap loses 7 drops an hour.");
        assert!(finding.detail.say(Lang::Ja).what.contains("7 滴"));
        assert_eq!(finding.code(), "test/drip");
    }

    finding! {
        /// A tap that is to be looked at.
        Look = "test/look" {
            /// By this day.
            by: crate::Day,
        }
        en: "Look by {by}.", "It may drip.", "Look.";
        ja: "{by} までに確認してください。", "漏れるおそれがあります。", "確認してください。";
        due: Some(*by);
    }

    #[test]
    fn a_finding_with_a_date_tells_it() {
        let day = crate::Day(20_000);
        let due = |finding: &dyn crate::Speaks| finding.due();
        assert_eq!((due(&Look { by: day }), due(&Drip { drops: 7 })), (Some(day), None));
    }

    #[test]
    fn a_card_shows_open_places() {
        assert_eq!(Drip::CARD.explain(Lang::En).what, "The tap loses <drops> drops an hour.");
    }
}
