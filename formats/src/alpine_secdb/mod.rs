//! Alpine's security database (secdb): for one repository of one release, which version of a package fixed what.
//!
//! Version `0` says that the package was never affected. The database knows fixes alone: what is not fixed yet stands nowhere in it.

#[cfg(test)]
mod tests;

use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use crate::record::{Each, each_value, texts};
use crate::sbom::shortened;
use ::versions::{Bound, Interval, Scheme};
use std::borrow::Cow;
use std::collections::BTreeMap;
use vulnerability::{Advisory, Affected, Name, is_cve};

/// Reads one database: one record for each package and vulnerability.
pub fn read(bytes: &[u8], each: Each<'_>) -> Defects {
    each_value(bytes, &mut |json| database(json, each))
}

fn database(json: &mut Json<'_>, each: Each<'_>) -> Result<(), Stop> {
    let start = json.offset();
    let (mut release, mut repository, mut packages) = (Cow::Borrowed(""), Cow::Borrowed(""), None);
    let whole = json.fields(|json, key| {
        match key {
            "distroversion" => release = json.text_or_empty()?,
            "reponame" => repository = json.text_or_empty()?,
            // Release and repository may stand behind them.
            "packages" if packages.is_none() => {
                packages = Some(json.offset());
                json.skip()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    });
    if release.is_empty() {
        json.note_at(start, "distroversion", Wrong::Missing);
        return whole;
    }
    let end = json.offset();
    if let Some(at) = packages {
        json.go_to(at);
        json.elements(|json| {
            json.fields(|json, key| match key {
                "pkg" => package(json, &release, &repository, each).map(|()| true),
                _ => Ok(false),
            })
        })?;
        json.go_to(end);
    }
    whole
}

/// Vulnerabilities, each with its other ids and the versions that fixed it.
type Fixes<'a> = BTreeMap<String, (Vec<Cow<'a, str>>, Vec<Cow<'a, str>>)>;

fn package(json: &mut Json<'_>, release: &str, repository: &str, each: Each<'_>) -> Result<(), Stop> {
    let at = json.offset();
    let (mut name, mut fixes) = (Cow::Borrowed(""), Fixes::new());
    json.fields(|json, key| {
        match key {
            "name" => name = json.text_or_empty()?,
            "secfixes" => json.fields(|json, version| fixed(json, version, &mut fixes).map(|()| true))?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if name.is_empty() {
        json.note_at(at, "name", Wrong::Missing);
        return Ok(());
    }
    for (id, (others, versions)) in fixes {
        let affected = affected(&name, release, &versions);
        if affected.unread_ranges > 0 {
            json.note_at(at, "secfixes", Wrong::NotAllowed { value: shortened(&versions.join(" ")) });
        }
        let aliases = std::iter::once(Cow::Borrowed(id.as_str())).chain(others).collect();
        each(&Advisory {
            // One vulnerability is fixed in several packages and releases; each is a record of its own.
            id: Cow::Owned(format!("{id}/{name}/{release}-{repository}")),
            aliases,
            affected: vec![affected],
            ..Advisory::default()
        });
    }
    Ok(())
}

/// The ids that one version fixed. `CVE-2018-7540 XSA-252` are two names of one vulnerability.
fn fixed<'a>(json: &mut Json<'a>, version: &str, fixes: &mut Fixes<'a>) -> Result<(), Stop> {
    // Where a version fixed nothing, an empty object stands in some releases.
    if json.peek()? != Next::Array {
        return json.skip();
    }
    let mut entries = Vec::new();
    texts(json, &mut entries)?;
    for entry in entries {
        let is_id = |word: &&str| word.contains('-') && word.starts_with(|sign: char| sign.is_ascii_uppercase());
        let ids: Vec<&str> = entry.split_whitespace().filter(is_id).collect();
        let Some(id) = ids.iter().find(|id| is_cve(id)).or(ids.first()) else {
            json.note("secfixes", Wrong::NotAllowed { value: shortened(&entry) });
            continue;
        };
        let (others, versions) = fixes.entry((*id).to_owned()).or_default();
        let new = ids.iter().filter(|other| other != &id).map(|other| Cow::Owned((*other).to_owned()));
        others.extend(new);
        versions.push(Cow::Owned(version.to_owned()));
    }
    Ok(())
}

fn affected(name: &str, release: &str, versions: &[Cow<'_, str>]) -> Affected<'static> {
    let name = Name::Package {
        ecosystem: Cow::Borrowed("Alpine"),
        release: Cow::Owned(release.to_owned()),
        name: Cow::Owned(name.to_owned()),
    };
    let mut affected = Affected::of(name, Some(Scheme::Alpine));
    for version in versions.iter().map(|version| version.trim()).filter(|version| *version != "0") {
        match Scheme::Alpine.key(version) {
            Ok(_) => affected
                .intervals
                .push(Interval { low: None, high: Some(Bound::new(Scheme::Alpine, version.to_owned(), false)) }),
            Err(_) => affected.unread_ranges = affected.unread_ranges.saturating_add(1),
        }
    }
    affected.denies = affected.intervals.is_empty() && affected.unread_ranges == 0;
    affected
}
