use crate::{NotUnderstood, number};

/// Haskell's `Data.Version`: numbers with dots between them, and more numbers stand later (`1.0` < `1.0.0`).
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    for digits in text.trim_ascii().split('.') {
        if !number::is_digits(digits) {
            return Err(NotUnderstood);
        }
        number::push_any(key, digits);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Hackage;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn more_numbers_stand_later() {
        rising(Hackage, "0 0.1.26.0 0.11.3.0 1.0 1.0.0 1.0.0.0 1.0.1.0 1.1 2.0");
        equal(Hackage, "0.1.0.0 0.01.0.0");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(Hackage, &["", "1.", "1-2", "1.0-tag", "v1.0", "1.x"]);
    }
}
