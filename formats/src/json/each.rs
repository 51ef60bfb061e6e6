use super::{Json, Next, Stop};
use crate::defect::Wrong;
use std::borrow::Cow;

impl<'a> Json<'a> {
    /// Visits the fields of an object. The visitor takes the value and gives `true`, or `false` to have it passed over.
    pub fn fields(&mut self, mut take: impl FnMut(&mut Self, &str) -> Result<bool, Stop>) -> Result<(), Stop> {
        if self.object()? {
            while let Some(key) = self.key()? {
                if !take(self, &key)? {
                    self.skip()?;
                }
            }
        }
        Ok(())
    }

    /// Visits the elements of an array. The visitor must take the element.
    pub fn elements(&mut self, mut take: impl FnMut(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        if self.array()? {
            while self.element()? {
                take(self)?;
            }
        }
        Ok(())
    }

    /// Visits the elements of an array that has to be there: `null` is noted too, because it says nothing, and not "none".
    pub fn list(&mut self, take: impl FnMut(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        if self.peek()? == Next::Null {
            self.note("", Wrong::WrongType { expected: "an array" });
        }
        self.elements(take)
    }

    /// Takes an object for the text of one of its fields, `""` when it has none; the first one counts.
    pub fn text_of(&mut self, field: &str) -> Result<Cow<'a, str>, Stop> {
        let mut found = None;
        self.fields(|json, key| {
            let wanted = key == field && found.is_none();
            if wanted {
                found = json.text()?;
            }
            Ok(wanted)
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Goes to another place of the text, which must be the beginning of a value.
    pub fn go_to(&mut self, offset: usize) {
        self.at = offset.min(self.bytes.len());
        self.ended = false;
    }
}
