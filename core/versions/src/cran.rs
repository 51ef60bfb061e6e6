use crate::{NotUnderstood, number};

/// R's `package_version`: numbers with `.` or `-` between them, and more numbers stand later (`1.0` < `1.0.0`).
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    for digits in text.trim_ascii().split(['.', '-']) {
        if !number::is_digits(digits) {
            return Err(NotUnderstood);
        }
        number::push_any(key, digits);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Cran;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn numbers_count_whatever_parts_them() {
        equal(Cran, "0.1-0 0.1.0 0.01.0 00.1-0");
        rising(Cran, "0.9 0.75 0.75.1 1.0 1.0-0 1.0-1 1.0-1.1 1.1-0 99999999999999999999998 99999999999999999999999");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(Cran, &["", "1.", ".1", "1..2", "1.0-rc1", "v1.0", "1.0+2", "unknown"]);
    }
}
