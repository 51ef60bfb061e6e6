/// A language that every text of the product exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

impl Lang {
    /// Every language, in the order of the enum.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ja];

    /// The language of a tag such as `ja`, `ja-JP` or `ja_JP.UTF-8`; `None` for any other language.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        match tag.get(..2)? {
            "en" | "EN" => Some(Lang::En),
            "ja" | "JA" => Some(Lang::Ja),
            _ => None,
        }
    }

    /// The two-letter tag (ISO 639-1).
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ja => "ja",
        }
    }

    /// Picks the text of this language.
    pub fn pick<T>(self, en: T, ja: T) -> T {
        match self {
            Lang::En => en,
            Lang::Ja => ja,
        }
    }
}
