use crate::Lang;

/// How the two languages of a text stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Translation {
    /// Nobody has said; a reader should not lean on the translation.
    #[default]
    Unstated,
    /// Translated by a machine or by somebody who did not check the meaning.
    Draft,
    /// Checked by a person who answers for the meaning.
    Checked,
}

/// Words that a person wrote, in one or both languages, with the one that controls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// English wording.
    pub en: Option<String>,
    /// Japanese wording.
    pub ja: Option<String>,
    /// The language that decides where the two differ.
    pub controlling: Lang,
    /// How far the other language may be trusted.
    pub translation: Translation,
}

impl Text {
    /// The wording in `lang`, else the controlling one, else whichever exists; empty when none does.
    pub fn get(&self, lang: Lang) -> &str {
        let of = |lang: Lang| lang.pick(&self.en, &self.ja).as_deref();
        of(lang).or_else(|| of(self.controlling)).or(self.en.as_deref()).or(self.ja.as_deref()).unwrap_or("")
    }
}

/// `1 unit`, `2 units`: a number with its English word. Japanese words have no plural.
pub fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
