//! The smaller parts of a component: hashes, licences, properties, pedigree, evidence.

use crate::json::{Json, Next, Stop};
use crate::sbom::{push_cpe, push_licence, push_purl, push_swhid};
use sbom::{Component, Hash};
use std::borrow::Cow;

/// `[{"alg": …, "content": …}]`
pub(super) fn hashes<'a>(json: &mut Json<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    json.elements(|json| {
        let (mut algorithm, mut value) = (Cow::Borrowed(""), Cow::Borrowed(""));
        json.fields(|json, key| {
            match key {
                "alg" => algorithm = json.text_or_empty()?,
                "content" => value = json.text_or_empty()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if !value.is_empty() {
            into.hashes.push(Hash { algorithm, value });
        }
        Ok(())
    })
}

/// `[{"license": {"id": … | "name": …}} | {"expression": …}]`
pub(super) fn licences<'a>(json: &mut Json<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    json.elements(|json| {
        json.fields(|json, key| {
            match key {
                "license" => {
                    let text = licence(json)?;
                    push_licence(into, text);
                }
                "expression" => {
                    let text = json.text_or_empty()?;
                    push_licence(into, text);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })
    })
}

/// The id of a licence, its name when it has none.
fn licence<'a>(json: &mut Json<'a>) -> Result<Cow<'a, str>, Stop> {
    let (mut id, mut name) = (Cow::Borrowed(""), Cow::Borrowed(""));
    json.fields(|json, key| {
        match key {
            "id" => id = json.text_or_empty()?,
            "name" => name = json.text_or_empty()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(if id.is_empty() { name } else { id })
}

/// `[{"name": …, "value": …}]`
pub(super) fn properties<'a>(json: &mut Json<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    json.elements(|json| {
        let (mut name, mut value) = (Cow::Borrowed(""), Cow::Borrowed(""));
        json.fields(|json, key| {
            match key {
                "name" => name = json.text_or_empty()?,
                "value" => value = json.text_or_empty()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if !name.is_empty() {
            into.properties.push((name, value));
        }
        Ok(())
    })
}

/// A text or an array of texts.
pub(super) fn swhids<'a>(json: &mut Json<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    let mut one = |json: &mut Json<'a>| {
        let at = json.offset();
        let text = json.text_or_empty()?;
        push_swhid(into, text, at, &mut json.defects);
        Ok(())
    };
    if json.peek()? == Next::Array { json.elements(one) } else { one(json) }
}

/// Whether the pedigree states patches, another origin or variants; notes and commits of the same code do not count.
pub(super) fn patched(json: &mut Json<'_>) -> Result<bool, Stop> {
    let mut patched = false;
    json.fields(|json, key| {
        if !matches!(key, "patches" | "ancestors" | "variants") {
            return Ok(false);
        }
        json.elements(|json| {
            patched = true;
            json.skip()
        })?;
        Ok(true)
    })?;
    Ok(patched)
}

/// Identifiers that the tool concluded (`evidence.identity`), used when the component states none itself.
#[derive(Default)]
pub(super) struct Concluded<'a> {
    texts: Vec<(usize, Cow<'a, str>)>,
}

impl<'a> Concluded<'a> {
    /// Reads `evidence`; `identity` is an object in 1.5 and an array since 1.6.
    pub(super) fn read(&mut self, json: &mut Json<'a>) -> Result<(), Stop> {
        json.fields(|json, key| {
            if key != "identity" {
                return Ok(false);
            }
            if json.peek()? == Next::Array {
                json.elements(|json| self.identity(json))?
            } else {
                self.identity(json)?
            }
            Ok(true)
        })
    }

    fn identity(&mut self, json: &mut Json<'a>) -> Result<(), Stop> {
        let at = json.offset();
        let (mut field, mut value) = (Cow::Borrowed(""), Cow::Borrowed(""));
        json.fields(|json, key| {
            match key {
                "field" => field = json.text_or_empty()?,
                "concludedValue" => value = json.text_or_empty()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if matches!(field.as_ref(), "purl" | "cpe" | "swhid") {
            self.texts.push((at, value));
        }
        Ok(())
    }

    /// Gives a component without purl, CPE or SWHID what was concluded; the text itself tells which it is.
    pub(super) fn give(self, json: &mut Json<'a>, into: &mut Component<'a>) {
        let states_some = !(into.purls.is_empty() && into.cpes.is_empty() && into.swhids.is_empty());
        for (at, text) in self.texts.into_iter().filter(|_| !states_some) {
            if text.starts_with("cpe:") {
                push_cpe(into, text, at, &mut json.defects);
            } else if text.starts_with("swh:") {
                push_swhid(into, text, at, &mut json.defects);
            } else {
                push_purl(into, text, at, &mut json.defects);
            }
        }
    }
}
