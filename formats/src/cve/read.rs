use super::affected;
use super::names::without_repeated_commits;
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Stop};
use crate::nvd::{configuration, gather};
use crate::record::{Each, Fields, cvss, each_value, elements, english_of, instant, later, one_line};
use std::borrow::Cow;
use vulnerability::{Advisory, Scoring, Ssvc, State};

/// Reads one CVE record, records one a line, or an array of records. Products that they name by CPE name or package become
/// what is affected; those named by vendor and product alone are counted. A record without an id, or one that breaks off,
/// is not given.
pub fn read(bytes: &[u8], each: Each<'_>) -> Defects {
    each_value(bytes, &mut |json| record(json, each))
}

/// Prose that becomes a title only when there is no better one.
#[derive(Default)]
struct Prose<'a> {
    description: &'a [u8],
    rejection: &'a [u8],
}

fn record(json: &mut Json<'_>, each: Each<'_>) -> Result<(), Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(());
    }
    let mut record = Advisory::default();
    let mut prose = Prose::default();
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "cveMetadata" if fields.first(json, 0) => metadata(json, &mut record)?,
            "containers" if fields.first(json, 1) => containers(json, &mut record, &mut prose)?,
            _ => json.skip()?,
        }
    }
    if record.id.is_empty() {
        json.note_at(start, "cveMetadata.cveId", Wrong::Missing);
        return Ok(());
    }
    for text in [prose.description, prose.rejection] {
        if record.title.is_empty() {
            record.title = one_line(english_of(text));
        }
    }
    if record.state == State::Rejected {
        record.affected.clear();
        record.unnamed = 0;
    }
    gather(&mut record.affected);
    without_repeated_commits(&mut record.affected);
    each(&record);
    Ok(())
}

fn metadata<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "cveId" if fields.first(json, 0) => record.id = json.text_or_empty()?,
            "state" if fields.first(json, 1) => {
                if json.text_or_empty()?.eq_ignore_ascii_case("rejected") {
                    record.state = State::Rejected;
                }
            }
            "datePublished" if fields.first(json, 2) => record.published = instant(json)?,
            "dateUpdated" if fields.first(json, 3) => record.modified = instant(json)?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn containers<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>, prose: &mut Prose<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "cna" if fields.first(json, 0) => container(json, record, Some(prose))?,
            "adp" if fields.first(json, 1) => elements(json, &mut |json| container(json, record, None))?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

/// Reads a container; only the CNA's has prose. Who provides it may stand after its ratings.
fn container<'a>(
    json: &mut Json<'a>,
    record: &mut Advisory<'a>,
    mut prose: Option<&mut Prose<'a>>,
) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let first = record.ratings.len();
    let mut provider = Cow::Borrowed("");
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match (&*key, &mut prose) {
            ("title", Some(_)) if fields.first(json, 0) => record.title = one_line(json.text_or_empty()?),
            ("descriptions", Some(prose)) if fields.first(json, 1) => prose.description = later(json)?,
            ("rejectedReasons", Some(prose)) if fields.first(json, 2) => prose.rejection = later(json)?,
            ("metrics", _) if fields.first(json, 3) => elements(json, &mut |json| metric(json, record))?,
            ("providerMetadata", _) if fields.first(json, 4) => provider = short_name(json)?,
            ("tags", _) if fields.first(json, 5) => tags(json, record)?,
            ("affected", _) if fields.first(json, 6) => elements(json, &mut |json| affected::read(json, record))?,
            ("cpeApplicability", _) if fields.first(json, 7) => {
                elements(json, &mut |json| configuration(json, record))?
            }
            _ => json.skip()?,
        }
    }
    for rating in &mut record.ratings[first..] {
        rating.scorer = provider.clone();
    }
    Ok(())
}

fn tags(json: &mut Json<'_>, record: &mut Advisory<'_>) -> Result<(), Stop> {
    elements(json, &mut |json| {
        if json.text_or_empty()? == "disputed" && record.state == State::Published {
            record.state = State::Disputed;
        }
        Ok(())
    })
}

fn short_name<'a>(json: &mut Json<'a>) -> Result<Cow<'a, str>, Stop> {
    let mut name = Cow::Borrowed("");
    if json.object()? {
        while let Some(key) = json.key()? {
            match &*key {
                "shortName" => name = json.text_or_empty()?,
                _ => json.skip()?,
            }
        }
    }
    Ok(name)
}

fn metric<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        let scoring = match &*key {
            "cvssV2_0" => Scoring::Cvss2,
            "cvssV3_0" => Scoring::Cvss30,
            "cvssV3_1" => Scoring::Cvss31,
            "cvssV4_0" => Scoring::Cvss4,
            "other" => {
                other(json, record)?;
                continue;
            }
            _ => {
                json.skip()?;
                continue;
            }
        };
        record.ratings.extend(cvss(json, scoring)?);
    }
    Ok(())
}

/// `other` metrics: of these only SSVC is taken. Known exploitation comes from its own catalogue, not from here.
fn other<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    let (mut kind, mut ssvc) = (Cow::Borrowed(""), Ssvc::default());
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        match &*key {
            "type" => kind = json.text_or_empty()?,
            "content" => decision(json, &mut ssvc)?,
            _ => json.skip()?,
        }
    }
    if kind.eq_ignore_ascii_case("ssvc") && record.ssvc.is_none() {
        record.ssvc = Some(ssvc);
    }
    Ok(())
}

fn decision<'a>(json: &mut Json<'a>, ssvc: &mut Ssvc<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        match &*key {
            "options" => elements(json, &mut |json| option(json, ssvc))?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn option<'a>(json: &mut Json<'a>, ssvc: &mut Ssvc<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        match &*key {
            "Exploitation" => ssvc.exploitation = json.text_or_empty()?,
            "Automatable" => ssvc.automatable = json.text_or_empty()?,
            "Technical Impact" => ssvc.technical_impact = json.text_or_empty()?,
            _ => json.skip()?,
        }
    }
    Ok(())
}
