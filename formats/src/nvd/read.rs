use super::matches::{configuration, gather};
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Stop};
use crate::record::{Each, Fields, cvss, each_value, elements, english_of, instant, later, one_line};
use std::borrow::Cow;
use terms::Instant;
use vulnerability::{Advisory, Scoring, State};

/// What a page says about itself.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// `timestamp`: NVD's own date of this answer.
    pub stated: Option<Instant>,
    /// What is wrong with it.
    pub defects: Defects,
}

/// Reads a page of the API or a yearly file.
pub fn read(bytes: &[u8], each: Each<'_>) -> Page {
    let mut page = Page::default();
    let mut json = Json::new(bytes);
    // A stop is noted as a defect.
    let _ = document(&mut json, &mut page, each).map(|()| json.end());
    page.defects = json.defects;
    page
}

/// Reads one element of `vulnerabilities[]` on its own.
pub fn read_item(bytes: &[u8], each: Each<'_>) -> Defects {
    each_value(bytes, &mut |json| item(json, each))
}

fn document(json: &mut Json<'_>, page: &mut Page, each: Each<'_>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "timestamp" if fields.first(json, 0) => page.stated = instant(json)?,
            "vulnerabilities" if fields.first(json, 1) => elements(json, &mut |json| item(json, each))?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn item(json: &mut Json<'_>, each: Each<'_>) -> Result<(), Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(());
    }
    let mut record = Advisory::default();
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "cve" if fields.first(json, 0) => cve(json, &mut record)?,
            _ => json.skip()?,
        }
    }
    if record.id.is_empty() {
        json.note_at(start, "cve.id", Wrong::Missing);
    } else {
        gather(&mut record.affected);
        each(&record);
    }
    Ok(())
}

fn cve<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let (mut rejected, mut disputed) = (false, false);
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "id" if fields.first(json, 0) => record.id = json.text_or_empty()?,
            "published" if fields.first(json, 1) => record.published = instant(json)?,
            "lastModified" if fields.first(json, 2) => record.modified = instant(json)?,
            "vulnStatus" if fields.first(json, 3) => {
                rejected = json.text_or_empty()?.eq_ignore_ascii_case("rejected");
            }
            "cveTags" if fields.first(json, 4) => {
                elements(json, &mut |json| source_tags(json).map(|found| disputed |= found))?;
            }
            "descriptions" if fields.first(json, 5) => {
                let text = english_of(later(json)?);
                disputed |= text.contains("** DISPUTED **");
                record.title = one_line(text);
            }
            "metrics" if fields.first(json, 6) => metrics(json, record)?,
            "configurations" if fields.first(json, 7) => elements(json, &mut |json| configuration(json, record))?,
            _ => json.skip()?,
        }
    }
    record.state = match (rejected, disputed) {
        (true, _) => State::Rejected,
        (false, true) => State::Disputed,
        (false, false) => State::Published,
    };
    Ok(())
}

/// Whether the tags of one source name a dispute.
fn source_tags(json: &mut Json<'_>) -> Result<bool, Stop> {
    let mut disputed = false;
    if json.object()? {
        while let Some(key) = json.key()? {
            match &*key {
                "tags" => elements(json, &mut |json| {
                    disputed |= json.text_or_empty()?.eq_ignore_ascii_case("disputed");
                    Ok(())
                })?,
                _ => json.skip()?,
            }
        }
    }
    Ok(disputed)
}

fn metrics<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        let scoring = match &*key {
            "cvssMetricV2" => Scoring::Cvss2,
            "cvssMetricV30" => Scoring::Cvss30,
            "cvssMetricV31" => Scoring::Cvss31,
            "cvssMetricV40" => Scoring::Cvss4,
            _ => {
                json.skip()?;
                continue;
            }
        };
        elements(json, &mut |json| metric(json, scoring, record))?;
    }
    Ok(())
}

fn metric<'a>(json: &mut Json<'a>, scoring: Scoring, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let (mut scorer, mut rating) = (Cow::Borrowed(""), None);
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "source" if fields.first(json, 0) => scorer = json.text_or_empty()?,
            "cvssData" if fields.first(json, 1) => rating = cvss(json, scoring)?,
            _ => json.skip()?,
        }
    }
    record.ratings.extend(rating.map(|rating| vulnerability::Rating { scorer, ..rating }));
    Ok(())
}
