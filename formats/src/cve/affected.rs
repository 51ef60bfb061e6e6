//! `affected[]` of a container: products by CPE name or by package, with their versions (CVE record format 5.x, `product`).

use super::names::{Named, named};
use super::status::{Entry, Status};
use crate::json::{Json, Next, Stop};
use crate::record::{Fields, elements, texts};
use std::borrow::Cow;
use vulnerability::Advisory;

/// One product as the record writes it.
#[derive(Default)]
pub(super) struct Product<'a> {
    pub(super) cpes: Vec<Cow<'a, str>>,
    pub(super) package: Cow<'a, str>,
    pub(super) collection: Cow<'a, str>,
    pub(super) purl: Cow<'a, str>,
    pub(super) default: Status,
    pub(super) entries: Vec<Entry<'a>>,
    /// Versions, or an element of them, that are none.
    pub(super) lost: u32,
}

/// Reads one element and adds what it affects. A product that it names by vendor and product alone is counted.
pub(super) fn read<'a>(json: &mut Json<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    let mut product = Product::default();
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "cpes" if fields.first(json, 0) => texts(json, &mut product.cpes)?,
            "packageName" if fields.first(json, 1) => product.package = json.text_or_empty()?,
            "collectionURL" if fields.first(json, 2) => product.collection = json.text_or_empty()?,
            "packageURL" if fields.first(json, 3) => product.purl = json.text_or_empty()?,
            "defaultStatus" if fields.first(json, 4) => product.default = status(json)?,
            "versions" if fields.first(json, 5) => versions(json, &mut product)?,
            _ => json.skip()?,
        }
    }
    if product.says_nothing_is_affected() {
        return Ok(());
    }
    let Named { affected, has_name } = named(&product);
    record.affected.extend(affected);
    record.unnamed = record.unnamed.saturating_add(u32::from(!has_name));
    Ok(())
}

impl Product<'_> {
    fn says_nothing_is_affected(&self) -> bool {
        self.lost == 0
            && self.default == Status::Unaffected
            && self.entries.iter().all(|entry| entry.status == Status::Unaffected && entry.changes.is_empty())
    }
}

fn status(json: &mut Json<'_>) -> Result<Status, Stop> {
    Ok(match &*json.text_or_empty()? {
        "affected" => Status::Affected,
        "unaffected" => Status::Unaffected,
        _ => Status::Unknown,
    })
}

fn versions<'a>(json: &mut Json<'a>, product: &mut Product<'a>) -> Result<(), Stop> {
    let before = json.defects.count();
    elements(json, &mut |json| {
        if json.peek()? != Next::Object {
            product.lost = product.lost.saturating_add(1);
        }
        if json.object()? {
            let entry = entry(json)?;
            product.entries.push(entry);
        }
        Ok(())
    })?;
    // Whatever was not as it must be, it must not look like "no version at all".
    product.lost = product.lost.max(u32::from(json.defects.count() > before));
    Ok(())
}

fn entry<'a>(json: &mut Json<'a>) -> Result<Entry<'a>, Stop> {
    let mut entry = Entry::default();
    let mut fields = Fields::default();
    while let Some(key) = json.key()? {
        match &*key {
            "version" if fields.first(json, 0) => entry.version = json.text_or_empty()?,
            "status" if fields.first(json, 1) => entry.status = status(json)?,
            "versionType" if fields.first(json, 2) => entry.kind = json.text_or_empty()?,
            "lessThan" if fields.first(json, 3) => entry.before = json.text()?,
            "lessThanOrEqual" if fields.first(json, 4) => entry.to = json.text()?,
            "changes" if fields.first(json, 5) => elements(json, &mut |json| change(json, &mut entry))?,
            _ => json.skip()?,
        }
    }
    Ok(entry)
}

fn change<'a>(json: &mut Json<'a>, entry: &mut Entry<'a>) -> Result<(), Stop> {
    let (mut at, mut to) = (Cow::Borrowed(""), Status::Unknown);
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        match &*key {
            "at" => at = json.text_or_empty()?,
            "status" => to = status(json)?,
            _ => json.skip()?,
        }
    }
    entry.changes.push((at, to));
    Ok(())
}
