//! The security tracker of Debian as JSON: source package → vulnerability → release → status.
//!
//! A version in `fixed_version` closes the matter in that release; `0` says that the release was never affected; `undetermined`
//! says that nobody has looked yet.

#[cfg(test)]
mod tests;

use crate::defect::{Defects, Wrong};
use crate::json::{Json, Stop};
use crate::record::{Each, one_line};
use crate::sbom::shortened;
use ::versions::{Bound, Interval, Scheme};
use sbom::debian_number;
use std::borrow::Cow;
use vulnerability::{Advisory, Affected, Name, is_cve};

/// Reads the tracker, or any of its packages as `{"package": {…}}`: one record for each package and vulnerability.
pub fn read(bytes: &[u8], each: Each<'_>) -> Defects {
    let mut json = Json::new(bytes);
    let whole = json.fields(|json, package| {
        json.fields(|json, id| record(json, package, id, each).map(|()| true))?;
        Ok(true)
    });
    if whole.is_ok() {
        json.end();
    }
    json.defects
}

/// Whether an object is this tracker: its first member holds vulnerabilities by id, and the first of them has releases.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let mut json = Json::glance(head);
    first_releases(&mut json).unwrap_or(false)
}

fn first_releases(json: &mut Json<'_>) -> Result<bool, Stop> {
    if !json.object()? || json.key()?.is_none() || !json.object()? {
        return Ok(false);
    }
    match json.key()? {
        Some(id) if is_id(&id) && json.object()? => {}
        Some(_) | None => return Ok(false),
    }
    while let Some(key) = json.key()? {
        if key == "releases" {
            return Ok(true);
        }
        json.skip()?;
    }
    Ok(false)
}

/// A CVE id, or the tracker's own for what has none yet.
fn is_id(id: &str) -> bool {
    is_cve(id) || id.starts_with("TEMP-")
}

fn record<'a>(json: &mut Json<'a>, package: &str, id: &str, each: Each<'_>) -> Result<(), Stop> {
    let at = json.offset();
    let (mut title, mut affected) = (Cow::Borrowed(""), Vec::new());
    json.fields(|json, key| {
        match key {
            "description" => title = one_line(json.text_or_empty()?),
            "releases" => json.fields(|json, release| {
                affected.push(in_release(json, package, release)?);
                Ok(true)
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if package.is_empty() || !is_id(id) {
        json.note_at(at, "id", Wrong::NotAllowed { value: shortened(&format!("{package} {id}")) });
        return Ok(());
    }
    each(&Advisory {
        // The tracker speaks of one vulnerability in several packages; each is a record of its own.
        id: Cow::Owned(format!("{id}/{package}")),
        aliases: vec![Cow::Owned(id.to_owned())],
        title,
        affected,
        ..Advisory::default()
    });
    Ok(())
}

/// What is said about the package in one release.
fn in_release<'a>(json: &mut Json<'a>, package: &str, release: &str) -> Result<Affected<'a>, Stop> {
    let (mut status, mut fixed) = (Cow::Borrowed(""), Cow::Borrowed(""));
    let at = json.offset();
    json.fields(|json, key| {
        match key {
            "status" => status = json.text_or_empty()?,
            "fixed_version" => fixed = json.text_or_empty()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let number = match debian_number(release) {
        "" => release,
        number => number,
    };
    let name = Name::Package {
        ecosystem: Cow::Borrowed("Debian"),
        release: Cow::Owned(number.to_owned()),
        name: Cow::Owned(package.to_owned()),
    };
    let mut affected = Affected::of(name, Some(Scheme::Debian));
    match (&*status, fixed.trim()) {
        ("not-affected", _) | ("resolved", "0") => affected.denies = true,
        ("resolved", version) if !version.is_empty() && Scheme::Debian.key(version).is_ok() => {
            let high = Some(Bound::new(Scheme::Debian, version.to_owned(), false));
            affected.intervals.push(Interval { low: None, high });
        }
        ("open", _) => affected.intervals.push(Interval::default()),
        ("undetermined", _) => affected.unread_ranges = 1,
        _ => {
            affected.unread_ranges = 1;
            json.note_at(at, "status", Wrong::NotAllowed { value: shortened(&format!("{status} {fixed}")) });
        }
    }
    Ok(affected)
}
