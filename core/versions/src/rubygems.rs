use crate::{NotUnderstood, number, written};

/// Marks in keys. Missing segments are zero, so the end of a version stands among its numbers: a run of zeros before a word
/// stands before the end, one before a number behind it.
mod mark {
    /// A word with no zero before it; one more for each zero.
    pub(super) const WORD: u8 = 0x01;
    pub(super) const END: u8 = 0x20;
    /// A number with no zero before it; one less for each zero.
    pub(super) const NUMBER: u8 = 0x3F;
    /// More zeros than the marks can tell.
    pub(super) const MANY: usize = 0x1E;
}

/// RubyGems' order (`Gem::Version`): words stand before numbers, `-` says `.pre.`.
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    let text = written::plain(text, ".-")?;
    let (numbers, behind) = text.split_once('-').map_or((text, None), |(numbers, behind)| (numbers, Some(behind)));
    let sound = numbers.starts_with(|sign: char| sign.is_ascii_digit())
        && numbers
            .split('.')
            .chain(behind.into_iter().flat_map(|behind| behind.split('.')))
            .all(|part| !part.is_empty());
    if !sound {
        return Err(NotUnderstood);
    }
    write_any(text, key)
}

/// The same for any text; signs that no version carries part like dots.
pub(crate) fn write_any(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    let text = text.trim_ascii().replace('-', ".pre.");
    let segments = canonical(&text);
    let mut zeros = 0usize;
    for segment in segments {
        let digits = number::is_digits(segment);
        if digits && number::is_zero(segment) {
            zeros += 1;
            continue;
        }
        if zeros > mark::MANY {
            return Err(NotUnderstood);
        }
        let zeros_before = std::mem::take(&mut zeros) as u8;
        if digits {
            key.push(mark::NUMBER - zeros_before);
            number::push_any(key, segment);
        } else {
            key.push(mark::WORD + zeros_before);
            written::push_word(key, segment);
        }
    }
    key.push(mark::END);
    Ok(())
}

/// Runs of digits and of letters, without the zeros before the first word and those at the end.
fn canonical(text: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = Vec::new();
    let mut words = false;
    for part in text.split(|sign: char| !sign.is_ascii_alphanumeric()) {
        let mut rest = part;
        while !rest.is_empty() {
            let digit = rest.as_bytes()[0].is_ascii_digit();
            let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() == digit).count();
            let (segment, behind) = rest.split_at(length);
            rest = behind;
            if !digit && !words {
                words = true;
                while segments.last().is_some_and(|last| number::is_zero(last)) {
                    segments.pop();
                }
            }
            segments.push(segment);
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Rubygems;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn words_stand_before_the_release() {
        rising(Rubygems, "0.9 1.0.a 1.0.a.2 1.0.a9 1.0.a10 1.0.b1 1.0.beta 1.0.rc1 1.0 1.0.1 1.2 1.10 2");
        rising(Rubygems, "1.2.4.beta 1.2.4 1.3.0");
        rising(Rubygems, "1.0.a.1 1.0.a.1.1 1.0");
        rising(Rubygems, "1.A 1.a");
    }

    #[test]
    fn zeros_at_the_end_and_before_a_word_say_nothing() {
        equal(Rubygems, "1 1.0 1.0.0");
        equal(Rubygems, "1.a 1.0.a 1.0.0.a 1a 1.a.0");
        equal(Rubygems, "1.0-1 1.0.pre.1 1.0.pre1");
    }

    #[test]
    fn missing_segments_are_zero() {
        rising(Rubygems, "1.a.b 1.a.0.b 1.a.0.0.b 1.a 1.a.0.0.1 1.a.0.1 1.a.1");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(Rubygems, &["", "1.", ".1", "v1.0", "1..0", "unknown", "1.0_2", "1.0+2", "~> 1.0"]);
    }
}
