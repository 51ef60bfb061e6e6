//! Ends of support of products and their release cycles, in the shape of endoflife.date.

#[cfg(test)]
mod tests;

use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use crate::named::of_cpe;
use crate::record::{Each, each_value, instant};
use crate::sbom::shortened;
use ::versions::{Bound, Interval, Scheme};
use sbom::Purl;
use std::borrow::Cow;
use terms::{Day, Instant};
use vulnerability::{Advisory, Affected, Name, SupportLife, Until};

/// What the list says about itself.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// `date`: the day of this state.
    pub stated: Option<Instant>,
    /// What is wrong with it.
    pub defects: Defects,
}

/// Reads the list: one record for each release cycle of each product.
pub fn read(bytes: &[u8], each: Each<'_>) -> About {
    let (mut json, mut stated) = (Json::new(bytes), None);
    let whole = json.fields(|json, key| {
        match key {
            "date" => stated = instant(json)?,
            "products" => json.elements(|json| product(json, each))?,
            _ => return Ok(false),
        }
        Ok(true)
    });
    if whole.is_ok() {
        json.end();
    }
    About { stated, defects: json.defects }
}

/// Reads one element of `products[]` on its own.
pub fn read_item(bytes: &[u8], each: Each<'_>) -> Defects {
    each_value(bytes, &mut |json| product(json, each))
}

/// The name under which the support of a package is asked for: its package URL without version, qualifiers and subpath, so
/// that types without a vulnerability source are found too.
pub fn name_of_purl(purl: &str) -> Option<Name<'static>> {
    let purl = Purl::parse(purl).ok()?;
    let name = format!("{}/{}", purl.kind, purl.full_name()).to_lowercase();
    Some(Name::Package { ecosystem: Cow::Borrowed("purl"), release: Cow::Borrowed(""), name: Cow::Owned(name) })
}

/// The same by CPE name: part, vendor and product.
pub fn name_of_cpe(cpe: &str) -> Option<Name<'static>> {
    match of_cpe(&complete(cpe))?.name {
        Name::Cpe { part, vendor, product, rest: _ } => {
            Some(Name::Cpe { part, vendor, product, rest: Cow::Borrowed("") })
        }
        Name::Package { .. } | Name::Labelled { .. } => None,
    }
}

/// `cpe:2.3:a:openssl:openssl` leaves out what means anything.
fn complete(cpe: &str) -> Cow<'_, str> {
    let colons = cpe.matches(':').count();
    let short = cpe.starts_with("cpe:2.3:") && colons < 12;
    if short { Cow::Owned(format!("{cpe}{}", ":*".repeat(12 - colons))) } else { Cow::Borrowed(cpe) }
}

#[derive(Default)]
struct Product<'a> {
    id: Cow<'a, str>,
    title: Cow<'a, str>,
    names: Vec<Name<'static>>,
    cycles: Vec<Cycle<'a>>,
}

#[derive(Default)]
struct Cycle<'a> {
    name: Cow<'a, str>,
    released: Option<Instant>,
    life: SupportLife,
}

fn product(json: &mut Json<'_>, each: Each<'_>) -> Result<(), Stop> {
    let at = json.offset();
    let mut found = Product::default();
    json.fields(|json, key| {
        match key {
            "product" => found.id = json.text_or_empty()?,
            "title" => found.title = json.text_or_empty()?,
            "identifiers" => json.elements(|json| identifier(json, &mut found.names))?,
            "releases" => json.elements(|json| {
                found.cycles.push(cycle(json)?);
                Ok(())
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if found.id.is_empty() {
        json.note_at(at, "id", Wrong::Missing);
        return Ok(());
    }
    let Product { id, title, names, cycles } = found;
    for Cycle { name: cycle, released, life } in cycles.into_iter().filter(|cycle| !cycle.name.is_empty()) {
        // The cycle is the low end, read back by whoever asks: a cycle is the front of a version, not a range of an order.
        let low = Some(Bound::new(Scheme::Generic, cycle.clone(), true));
        let of = |name: &Name<'static>| Affected {
            intervals: vec![Interval { low: low.clone(), high: None }],
            ..Affected::of(name.clone(), Some(Scheme::Generic))
        };
        each(&Advisory {
            id: Cow::Owned(format!("{id}/{cycle}")),
            title: Cow::Owned(format!("{title} {cycle}")),
            published: released,
            support: Some(life),
            affected: names.iter().map(of).collect(),
            ..Advisory::default()
        });
    }
    Ok(())
}

fn identifier(json: &mut Json<'_>, names: &mut Vec<Name<'static>>) -> Result<(), Stop> {
    json.fields(|json, key| {
        let at = json.offset();
        let (name, kind) = match key {
            "purl" => (name_of_purl(&json.text_or_empty()?), "purl"),
            "cpe" => (name_of_cpe(&json.text_or_empty()?), "CPE"),
            // Other registries' names are no identifiers of an SBOM.
            _ => return Ok(false),
        };
        match name {
            Some(name) if !names.contains(&name) => names.push(name),
            Some(_) => {}
            None => json.note_at(at, key, Wrong::BadIdentifier { kind, value: String::new() }),
        }
        Ok(true)
    })
}

fn cycle<'a>(json: &mut Json<'a>) -> Result<Cycle<'a>, Stop> {
    let mut cycle = Cycle::default();
    json.fields(|json, key| {
        match key {
            "releaseCycle" => cycle.name = json.text_or_empty()?,
            "releaseDate" => cycle.released = instant(json)?,
            "eoas" => cycle.life.active = until(json)?,
            "eol" => cycle.life.security = until(json)?,
            "eoes" => cycle.life.extended = until(json)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(cycle)
}

/// A day, or whether it has ended.
fn until(json: &mut Json<'_>) -> Result<Until, Stop> {
    let at = json.offset();
    if json.peek()? == Next::Bool {
        return Ok(match json.boolean()? {
            Some(true) => Until::Ended,
            Some(false) => Until::Open,
            None => Until::NotStated,
        });
    }
    let text = json.text_or_empty()?;
    let day = Day::parse(text.trim());
    if day.is_none() && !text.is_empty() {
        json.note_at(at, "", Wrong::NotAllowed { value: shortened(&text) });
    }
    Ok(day.map_or(Until::NotStated, Until::On))
}
