use std::fmt;

/// An opaque id that is never reused. It says nothing: labels, versions and numbers are dated aliases beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(String);

impl Id {
    /// Longest id, in bytes.
    pub const LONGEST: usize = 128;

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot be an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl TryFrom<&str> for Id {
    type Error = NotAnId;

    /// Letters, digits, `.`, `_` and `-`, not starting with `.`: an id is also the name of a folder.
    fn try_from(text: &str) -> Result<Id, NotAnId> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let good = !text.is_empty() && text.len() <= Id::LONGEST && !text.starts_with('.') && text.chars().all(fits);
        if good { Ok(Id(text.to_owned())) } else { Err(NotAnId) }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Id;

    fn good(text: &str, expected: bool) {
        assert_eq!(Id::try_from(text).is_ok(), expected, "{text:?}");
    }

    #[test]
    fn an_id_is_a_plain_name() {
        good("aster-s2", true);
        good("4.1.0", true);
        good("", false);
        good("a b", false);
    }

    #[test]
    fn an_id_cannot_leave_its_folder() {
        good("..", false);
        good("a/b", false);
        good(".hidden", false);
    }
}
