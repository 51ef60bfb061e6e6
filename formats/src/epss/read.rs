use crate::defect::{Defects, Wrong};
use crate::record::Each;
use std::borrow::Cow;
use terms::Instant;
use vulnerability::Advisory;

/// A file of scores being read line by line, and what it says about itself.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// `score_date` of the comment line.
    pub date: Option<Instant>,
    /// Columns of id, probability and percentile, once the header has been read.
    columns: Option<[usize; 3]>,
    /// What is wrong with it.
    pub defects: Defects,
}

/// Reads a whole file of scores.
pub fn read(bytes: &[u8], each: Each<'_>) -> Scores {
    let mut scores = Scores::default();
    let mut at = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        scores.line(line, at, each);
        at += line.len() + 1;
    }
    scores
}

impl Scores {
    /// Takes the next line, which starts at byte `at`.
    pub fn line(&mut self, line: &[u8], at: usize, each: Each<'_>) {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let Ok(line) = std::str::from_utf8(line) else { return self.defects.note(at, "row", Wrong::BadUtf8) };
        let line = line.trim();
        match (line.strip_prefix('#'), self.columns) {
            (Some(comment), _) => self.comment(comment),
            (None, _) if line.is_empty() => {}
            (None, None) => self.header(line, at),
            (None, Some(columns)) => match row(line, columns) {
                Some(record) => each(&record),
                None => self.defects.note(at, "row", Wrong::NotAllowed { value: line.chars().take(40).collect() }),
            },
        }
    }

    fn comment(&mut self, comment: &str) {
        for (name, value) in comment.split(',').filter_map(|part| part.split_once(':')) {
            if name.trim() == "score_date" && self.date.is_none() {
                self.date = Instant::parse(value);
            }
        }
    }

    fn header(&mut self, line: &str, at: usize) {
        let column = |wanted: &str| line.split(',').position(|name| name.trim().eq_ignore_ascii_case(wanted));
        match (column("cve"), column("epss"), column("percentile")) {
            (Some(cve), Some(epss), Some(percentile)) => self.columns = Some([cve, epss, percentile]),
            _ => self.defects.note(at, "header", Wrong::Missing),
        }
    }
}

fn row(line: &str, columns: [usize; 3]) -> Option<Advisory<'_>> {
    let mut values = [""; 3];
    for (place, field) in line.split(',').enumerate() {
        for (value, column) in values.iter_mut().zip(columns) {
            if column == place {
                *value = field.trim().trim_matches('"');
            }
        }
    }
    let [id, probability, percentile] = values;
    if !id.get(..4)?.eq_ignore_ascii_case("CVE-") {
        return None;
    }
    let epss = Some((millionths(probability)?, millionths(percentile)?));
    Some(Advisory { id: Cow::Borrowed(id), epss, ..Advisory::default() })
}

/// A share from 0 to 1 in millionths.
fn millionths(text: &str) -> Option<u32> {
    let share = text.parse::<f64>().ok()?;
    (0.0..=1.0).contains(&share).then(|| (share * 1e6).round() as u32)
}
