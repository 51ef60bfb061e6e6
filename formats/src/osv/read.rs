use super::affected;
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Stop};
use crate::record::{Each, Fields, each_value, elements, instant, later, one_line, text_of, texts};
use std::borrow::Cow;
use vulnerability::{Advisory, Rating, Scoring, State};

/// Reads one OSV record, records one a line, or an array of records. A record without an id, or one that breaks off,
/// is not given; the defects say so.
pub fn read(bytes: &[u8], each: Each<'_>) -> Defects {
    each_value(bytes, &mut |json| record(json, each))
}

fn record(json: &mut Json<'_>, each: Each<'_>) -> Result<(), Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(());
    }
    let mut record = Advisory::default();
    let mut details: &[u8] = b"";
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "id" if fields.first(json, 0) => record.id = json.text_or_empty()?,
            "aliases" if fields.first(json, 1) => texts(json, &mut record.aliases)?,
            "related" if fields.first(json, 2) => texts(json, &mut record.related)?,
            "upstream" if fields.first(json, 3) => texts(json, &mut record.related)?,
            "withdrawn" if fields.first(json, 4) => {
                record.withdrawn = instant(json)?;
                if record.withdrawn.is_some() {
                    record.state = State::Withdrawn;
                }
            }
            "modified" if fields.first(json, 5) => record.modified = instant(json)?,
            "published" if fields.first(json, 6) => record.published = instant(json)?,
            "summary" if fields.first(json, 7) => record.title = one_line(json.text_or_empty()?),
            "details" if fields.first(json, 8) => details = later(json)?,
            "severity" if fields.first(json, 9) => severities(json, &mut record.ratings)?,
            "affected" if fields.first(json, 10) => elements(json, &mut |json| affected::read(json, &mut record))?,
            _ => json.skip()?,
        }
    }
    if record.id.is_empty() {
        json.note_at(start, "id", Wrong::Missing);
        return Ok(());
    }
    if record.title.is_empty() {
        record.title = one_line(text_of(details));
    }
    name_scorer(&mut record);
    each(&record);
    Ok(())
}

/// Reads `severity[]`: vectors without scores; scoring systems other than CVSS are passed over.
pub(super) fn severities<'a>(json: &mut Json<'a>, ratings: &mut Vec<Rating<'a>>) -> Result<(), Stop> {
    elements(json, &mut |json| {
        let (mut system, mut vector) = (Cow::Borrowed(""), Cow::Borrowed(""));
        if !json.object()? {
            return Ok(());
        }
        while let Some(key) = json.key()? {
            match &*key {
                "type" => system = json.text_or_empty()?,
                "score" => vector = json.text_or_empty()?,
                _ => json.skip()?,
            }
        }
        let scoring = match &*system {
            "CVSS_V2" => Scoring::Cvss2,
            "CVSS_V3" if vector.starts_with("CVSS:3.0/") => Scoring::Cvss30,
            "CVSS_V3" => Scoring::Cvss31,
            "CVSS_V4" => Scoring::Cvss4,
            _ => return Ok(()),
        };
        let rating = Rating { scoring, vector, tenths: None, scorer: Cow::Borrowed("") };
        if !ratings.contains(&rating) {
            ratings.push(rating);
        }
        Ok(())
    })
}

/// OSV names no scorer; the database that wrote the record answers for its ratings, and its id begins with its name.
fn name_scorer(record: &mut Advisory<'_>) {
    let database = match record.id.split_once('-') {
        Some((database, _)) => database.to_owned(),
        None => record.id.clone().into_owned(),
    };
    for rating in &mut record.ratings {
        rating.scorer = Cow::Owned(database.clone());
    }
}
