//! What the readers of vulnerability feeds share: known fields of an object, dates, one-line titles, ratings.

use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use std::borrow::Cow;
use terms::Instant;
use vulnerability::{Advisory, Rating, Scoring};

/// What receives records, in document order.
pub type Each<'e> = &'e mut dyn FnMut(&Advisory<'_>);

/// The longest title made from a description, in characters.
const TITLE: usize = 160;

/// Which of the known fields of one object have been met: the first one counts, another one is noted.
#[derive(Default)]
pub(crate) struct Fields(u32);

impl Fields {
    /// Whether the field of this number (below 32) is met for the first time.
    pub(crate) fn first(&mut self, json: &mut Json<'_>, number: u32) -> bool {
        let bit = 1 << (number & 31);
        let first = self.0 & bit == 0;
        self.0 |= bit;
        if !first {
            json.note("", Wrong::DuplicateKey);
        }
        first
    }
}

/// Reads one value after another (a single record, records one a line) and the elements of an outermost array.
pub(crate) fn each_value<'a>(bytes: &'a [u8], one: &mut dyn FnMut(&mut Json<'a>) -> Result<(), Stop>) -> Defects {
    let mut json = Json::new(bytes);
    // A stop is noted as a defect, so that the result carries it.
    let _ = values(&mut json, one);
    json.defects
}

fn values<'a>(json: &mut Json<'a>, one: &mut dyn FnMut(&mut Json<'a>) -> Result<(), Stop>) -> Result<(), Stop> {
    while json.offset() < json.bytes().len() {
        if json.peek()? == Next::Array {
            elements(json, one)?;
        } else {
            one(json)?;
        }
    }
    Ok(())
}

/// Reads each element of an array; anything else is passed over and noted.
pub(crate) fn elements<'a>(
    json: &mut Json<'a>,
    one: &mut dyn FnMut(&mut Json<'a>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    if json.array()? {
        while json.element()? {
            one(json)?;
        }
    }
    Ok(())
}

/// Reads an array of texts; empty ones are left out.
pub(crate) fn texts<'a>(json: &mut Json<'a>, into: &mut Vec<Cow<'a, str>>) -> Result<(), Stop> {
    elements(json, &mut |json| {
        if let Some(text) = json.text()?
            && !text.is_empty()
        {
            into.push(text);
        }
        Ok(())
    })
}

/// Reads a moment; an empty text is none, a text that is no time is noted.
pub(crate) fn instant(json: &mut Json<'_>) -> Result<Option<Instant>, Stop> {
    let at = json.offset();
    let text = json.text_or_empty()?;
    let instant = Instant::parse(&text);
    if instant.is_none() && !text.is_empty() {
        json.note_at(at, "", Wrong::NotAllowed { value: text.chars().take(40).collect() });
    }
    Ok(instant)
}

/// Passes over a value and keeps its bytes, to be read only if it turns out to be needed.
pub(crate) fn later<'a>(json: &mut Json<'a>) -> Result<&'a [u8], Stop> {
    let start = json.offset();
    json.skip()?;
    Ok(json.since(start))
}

/// The text in the bytes of a JSON string; empty for anything else.
pub(crate) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    if bytes.first() == Some(&b'"') { Json::new(bytes).text_or_empty().unwrap_or_default() } else { Cow::Borrowed("") }
}

/// The first English `value` in the bytes of a list of `{lang, value}`; empty when there is none.
pub(crate) fn english_of(bytes: &[u8]) -> Cow<'_, str> {
    let mut found = Cow::Borrowed("");
    if bytes.first() == Some(&b'[') {
        // Defects of prose are nobody's business here; what matters is read by others.
        let _ = elements(&mut Json::new(bytes), &mut |json| {
            let text = description(json)?;
            if let Some(text) = text
                && found.is_empty()
            {
                found = text;
            }
            Ok(())
        });
    }
    found
}

fn description<'a>(json: &mut Json<'a>) -> Result<Option<Cow<'a, str>>, Stop> {
    let (mut english, mut value) = (false, None);
    if !json.object()? {
        return Ok(None);
    }
    while let Some(key) = json.key()? {
        match &*key {
            "lang" => english = json.text_or_empty()?.get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case("en")),
            "value" => value = json.text()?,
            _ => json.skip()?,
        }
    }
    Ok(value.filter(|_| english))
}

/// One line for a title: white space runs become one space, and a long text is cut at a character.
pub(crate) fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    let cut = text.char_indices().nth(TITLE).map_or(text.len(), |(at, _)| at);
    let head = text[..cut].trim();
    let broken = head.bytes().zip(head.bytes().skip(1)).any(|(a, b)| b < b' ' || (a == b' ' && b == b' '));
    if broken {
        return Cow::Owned(head.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text[..cut].trim()),
        Cow::Owned(_) => Cow::Owned(head.to_owned()),
    }
}

/// Reads one CVSS object (`vectorString`, `baseScore`); the scorer is filled in by the caller.
pub(crate) fn cvss<'a>(json: &mut Json<'a>, scoring: Scoring) -> Result<Option<Rating<'a>>, Stop> {
    let mut rating = Rating { scoring, vector: Cow::Borrowed(""), tenths: None, scorer: Cow::Borrowed("") };
    if !json.object()? {
        return Ok(None);
    }
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "vectorString" if fields.first(json, 0) => rating.vector = json.text_or_empty()?,
            "baseScore" if fields.first(json, 1) => rating.tenths = json.number()?.and_then(tenths),
            _ => json.skip()?,
        }
    }
    Ok((!rating.vector.is_empty() || rating.tenths.is_some()).then_some(rating))
}

/// A score from 0.0 to 10.0 in tenths.
pub(crate) fn tenths(score: f64) -> Option<u8> {
    (0.0..=10.0).contains(&score).then(|| (score * 10.0).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::{one_line, tenths};

    #[test]
    fn a_long_description_is_cut_at_a_character() {
        let long = "あ".repeat(500);
        assert_eq!(one_line(long.into()).chars().count(), 160);
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(one_line("# Heap\n\n overflow  in\tx ".into()), "# Heap overflow in x");
        assert_eq!(one_line("".into()), "");
    }

    #[test]
    fn scores_become_tenths_and_nonsense_becomes_none() {
        assert_eq!([tenths(9.8), tenths(0.0), tenths(10.0)], [Some(98), Some(0), Some(100)]);
        assert_eq!([tenths(-1.0), tenths(11.0), tenths(f64::NAN)], [None, None, None]);
    }
}
