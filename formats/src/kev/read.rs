use crate::defect::{Defects, Wrong};
use crate::json::{Json, Stop};
use crate::record::{Each, Fields, each_value, elements, instant, one_line};
use terms::{Day, Instant};
use vulnerability::{Advisory, Exploited};

/// What the catalogue says about itself.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// `dateReleased`.
    pub released: Option<Instant>,
    /// `count`: how many entries it should hold.
    pub count: Option<u64>,
    /// What is wrong with it.
    pub defects: Defects,
}

/// Reads a catalogue.
pub fn read(bytes: &[u8], each: Each<'_>) -> Catalogue {
    let mut catalogue = Catalogue::default();
    let mut json = Json::new(bytes);
    // A stop is noted as a defect.
    let _ = document(&mut json, &mut catalogue, each).map(|()| json.end());
    catalogue.defects = json.defects;
    catalogue
}

/// Reads one entry of `vulnerabilities[]` on its own.
pub fn read_item(bytes: &[u8], each: Each<'_>) -> Defects {
    each_value(bytes, &mut |json| entry(json, each))
}

fn document(json: &mut Json<'_>, catalogue: &mut Catalogue, each: Each<'_>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "dateReleased" if fields.first(json, 0) => catalogue.released = instant(json)?,
            "count" if fields.first(json, 1) => {
                catalogue.count = json.number()?.filter(|count| *count >= 0.0).map(|count| count as u64);
            }
            "vulnerabilities" if fields.first(json, 2) => elements(json, &mut |json| entry(json, each))?,
            _ => json.skip()?,
        }
    }
    Ok(())
}

fn entry(json: &mut Json<'_>, each: Each<'_>) -> Result<(), Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(());
    }
    let mut record = Advisory::default();
    let mut exploited = Exploited { listed: None, ransomware: false };
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "cveID" if fields.first(json, 0) => record.id = json.text_or_empty()?,
            "vulnerabilityName" if fields.first(json, 1) => record.title = one_line(json.text_or_empty()?),
            "dateAdded" if fields.first(json, 2) => exploited.listed = instant(json)?.map(Instant::day),
            "knownRansomwareCampaignUse" if fields.first(json, 3) => {
                exploited.ransomware = json.text_or_empty()?.eq_ignore_ascii_case("known");
            }
            _ => json.skip()?,
        }
    }
    if record.id.is_empty() {
        json.note_at(start, "cveID", Wrong::Missing);
        return Ok(());
    }
    record.published = exploited.listed.map(Day::start);
    record.exploited = Some(exploited);
    each(&record);
    Ok(())
}
