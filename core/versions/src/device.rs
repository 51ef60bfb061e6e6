//! Version texts of devices: calendar and build forms, revision letters, service packs alone.
//!
//! Makers count in several ways that do not compare with each other: `Rev. B` is neither before nor behind `2.1`. A text is
//! sorted into a family first; within one, the generic order decides, and across two nothing does.

use crate::{NotUnderstood, generic};
use std::cmp::Ordering;

/// How a maker counts; versions compare within one family only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// `V1.02 build 345`, `R0.13c`, `8.2.2 SP3`.
    Numbers,
    /// `2019-03`, `2023.1.2`, `15-Mar-2019`: a year or a date in front.
    Calendar,
    /// `Rev. B`, `C.03.01`: a letter in front.
    RevisionLetter,
    /// `Rev. 3`
    RevisionNumber,
    /// `SP2`
    ServicePack,
    /// `Build 345`
    Build,
}

/// The family of a text, and the text as the generic order reads it.
pub fn read(text: &str) -> Result<(Family, String), NotUnderstood> {
    let lower = text.to_lowercase().replace("(build", " build").replace("(rev", " rev").replace([')', '('], " ");
    let words: Vec<&str> =
        lower.split(|sign: char| sign.is_whitespace() || sign == ':').filter(|word| !word.is_empty()).collect();
    let words = without_front(&words);
    let joined = words.join(" ");
    let found = by_opening_word(&joined).unwrap_or_else(|| numbered(&joined));
    let (family, normal) = found?;
    generic::key(&normal)?;
    Ok((family, normal))
}

/// Which of two versions is the later one; not understood where they count in different ways.
pub fn compare(a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    let ((left, a), (right, b)) = (read(a)?, read(b)?);
    if left == right { generic::compare(&a, &b) } else { Err(NotUnderstood) }
}

/// Without the words that only say that a version follows.
fn without_front<'w, 'a>(words: &'w [&'a str]) -> &'w [&'a str] {
    const IN_FRONT: [&str; 10] =
        ["firmware", "software", "fw", "sw", "version", "ver", "v", "release", "rel", "バージョン"];
    let front = words.iter().take_while(|word| IN_FRONT.contains(&word.trim_end_matches('.'))).count();
    &words[front..]
}

type Found = Result<(Family, String), NotUnderstood>;

/// A text that opens with `rev`, `sp` or `build`.
fn by_opening_word(text: &str) -> Option<Found> {
    const OPENING: [(&str, Family); 6] = [
        ("revision", Family::RevisionNumber),
        ("rev", Family::RevisionNumber),
        ("service pack", Family::ServicePack),
        ("sp", Family::ServicePack),
        ("build", Family::Build),
        ("bld", Family::Build),
    ];
    let (rest, family) = OPENING.iter().find_map(|(word, family)| Some((text.strip_prefix(word)?, *family)))?;
    let rest = rest.trim_start_matches(['.', ' ', '-', '_']);
    match rest.bytes().next() {
        Some(b'0'..=b'9') => Some(Ok((family, rest.to_owned()))),
        Some(b'a'..=b'z') if family == Family::RevisionNumber => Some(lettered(rest)),
        Some(_) | None => Some(Err(NotUnderstood)),
    }
}

/// `b`, `c2`, `b.02.01`: the letter counts as the first number.
fn lettered(text: &str) -> Found {
    // `x` stands for any number.
    let first = text.bytes().next().filter(|byte| byte.is_ascii_lowercase() && *byte != b'x').ok_or(NotUnderstood)?;
    let rest = &text[1..];
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let number = first - b'a' + 1;
    match rest.bytes().next() {
        None => Ok((Family::RevisionLetter, number.to_string())),
        Some(b'0'..=b'9') => Ok((Family::RevisionLetter, format!("{number}.{rest}"))),
        Some(_) => Err(NotUnderstood),
    }
}

fn numbered(text: &str) -> Found {
    let text = dated(text).unwrap_or_else(|| text.to_owned());
    let text = with_numbered_revision(&text);
    let mut letters = text.bytes().take_while(u8::is_ascii_lowercase);
    match (letters.next(), letters.next(), text.as_bytes().get(1)) {
        (Some(b'v' | b'r'), None, Some(b'0'..=b'9')) | (None, _, _) => {}
        (Some(_), None, Some(b'.')) => return lettered(&text),
        (Some(_), _, _) => return Err(NotUnderstood),
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let year = (digits == 4 || digits == 8) && ("1990".."2100").contains(&&text[..4]);
    Ok((if year { Family::Calendar } else { Family::Numbers }, text))
}

/// `15-mar-2019` as `2019-03-15`.
fn dated(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut parts = text.split(['-', ' ', '/']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    let digits = |text: &str, length: usize| text.len() <= length && text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = parts.next().is_none() && !day.is_empty() && digits(day, 2) && year.len() == 4 && digits(year, 4);
    sound.then(|| format!("{year}-{month:02}-{day:0>2}"))
}

/// `1.0 rev. c` as `1.0 rev 3`.
fn with_numbered_revision(text: &str) -> String {
    let Some((release, revision)) = text.rsplit_once("rev") else { return text.to_owned() };
    let letter = revision.trim_start_matches(['.', ' ', '-', '_']);
    match (letter.as_bytes(), release.bytes().next()) {
        ([letter @ b'a'..=b'z'], Some(_)) => {
            format!("{} rev {}", release.trim_end_matches(['-', ' ', '_', ',']), letter - b'a' + 1)
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Family, compare, read};
    use crate::NotUnderstood;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    fn rising(versions: &[&str]) {
        for (place, later) in versions.iter().enumerate() {
            for earlier in &versions[..place] {
                assert_eq!(compare(earlier, later), Ok(Ordering::Less), "{earlier} against {later}");
                assert_eq!(compare(later, earlier), Ok(Ordering::Greater), "{later} against {earlier}");
            }
        }
    }

    #[test]
    fn each_way_of_counting_has_its_order() {
        rising(&["V1.02 build 344", "V1.02 (Build 345)", "Version 1.03", "FW 1.3.1", "Firmware: 1.10"]);
        rising(&["2019-03", "2019.04", "2023.1.2", "2023.1.10"]);
        rising(&["14-Mar-2019", "2019-03-15", "1-Apr-2019"]);
        rising(&["Rev. A", "Rev B", "Revision C", "rev c2", "REV.D"]);
        rising(&["A.01.02", "B.02.01", "B.02.11", "Rev. C.1"]);
        rising(&["Rev. 2", "revision 3", "REV 10"]);
        rising(&["SP1", "SP 2", "Service Pack 10"]);
        rising(&["Build 99", "build 345"]);
        rising(&["R0.13", "R0.13b", "R0.13c", "R0.14"]);
        rising(&["8.2.2", "8.2.2 SP1", "8.2.2 SP3", "8.2.3"]);
        rising(&["1.0", "1.0 Rev. A", "1.0-RevC", "1.1"]);
    }

    #[test]
    fn different_ways_of_counting_do_not_compare() {
        let texts = ["1.2", "2019-03", "Rev. B", "Rev. 3", "SP2", "Build 345"];
        for (place, a) in texts.iter().enumerate() {
            for b in &texts[place + 1..] {
                assert_eq!(compare(a, b), Err(NotUnderstood), "{a} against {b}");
            }
        }
    }

    #[test]
    fn a_text_is_read_as_its_family_or_not_at_all() {
        assert_eq!(read("Ver. 3.10").map(|(family, _)| family), Ok(Family::Numbers));
        assert_eq!(read("バージョン 3.10").map(|(family, _)| family), Ok(Family::Numbers));
        for text in ["", "unknown", "all", "Rev.", "SP", "PIC iX B.01", "B", "x.1", "N/A", "1.x"] {
            assert_eq!(read(text), Err(NotUnderstood), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(a in "\\PC{0,12}|[A-Za-z0-9. ()-]{0,12}", b in "[A-Za-z0-9. ()-]{0,12}") {
            prop_assert_eq!(compare(&a, &b).map(Ordering::reverse), compare(&b, &a));
        }
    }
}
