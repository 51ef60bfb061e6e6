//! The smaller parts of a component: hashes, licences, properties, pedigree, evidence.

use super::identity::{Concluded, Identity};
use crate::defect::Defects;
use crate::json::{Json, Next, Stop};
use crate::sbom::{Each, push_cpe, push_licence, push_purl, push_swhid};
use sbom::{Component, Hash, Item, OutsideKind};
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

/// The suppliers a component may name.
#[derive(Default)]
pub(super) struct Suppliers<'a> {
    pub(super) publisher: Cow<'a, str>,
    pub(super) manufacturer: Cow<'a, str>,
    pub(super) supplier: Cow<'a, str>,
}

impl<'a> Suppliers<'a> {
    /// The one that is shown.
    pub(super) fn best(self) -> Cow<'a, str> {
        let named = [self.supplier, self.manufacturer, self.publisher];
        named.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }
}

/// What a reference to a bill is about. The address of a bill of the thing described may be that of this very document; a
/// BOM-Link (`urn:cdx:…`) names its document.
pub(super) fn bill_kind(own: bool, target: &str) -> OutsideKind {
    if own && !target.starts_with("urn:cdx:") { OutsideKind::OwnBill } else { OutsideKind::Bill }
}

/// The addresses in `[{"type": "bom", "url": …}]`; references of other types lead to no parts.
pub(super) fn bills<'a>(json: &mut Json<'a>, take: &mut dyn FnMut(Cow<'a, str>)) -> Result<(), Stop> {
    json.elements(|json| {
        let (mut kind, mut target) = (Cow::Borrowed(""), Cow::Borrowed(""));
        json.fields(|json, key| {
            match key {
                "type" => kind = json.text_or_empty()?,
                "url" => target = json.text_or_empty()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if kind == "bom" {
            take(target);
        }
        Ok(())
    })
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

/// What was made from something else: an ancestor of a component, in either form.
#[derive(Default)]
pub(super) struct Ancestor<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) version: Cow<'a, str>,
    pub(super) identifiers: Vec<(usize, Cow<'a, str>)>,
}

impl<'a> Ancestor<'a> {
    /// Gives the component what its ancestor is looked up by. One without an identifier is only named, and goes to
    /// `unnamed`.
    pub(super) fn give(self, into: &mut Component<'a>, unnamed: &mut Vec<Cow<'a, str>>, defects: &mut Defects) {
        let Ancestor { name, version, identifiers } = self;
        if identifiers.is_empty() {
            unnamed.push(Cow::Owned(format!("{name} {version}").trim().to_owned()));
        }
        for (at, text) in identifiers {
            let mut checked = Component::default();
            if text.starts_with("cpe:") {
                push_cpe(&mut checked, text, at, defects);
            } else {
                push_purl(&mut checked, text, at, defects);
            }
            into.origins.append(&mut checked.purls);
            into.origins.append(&mut checked.cpes);
        }
    }
}

/// Whether an ancestor (`name version`) has the name of the component itself: then it is looked up, or unwatched, with that.
pub(super) fn is_named(ancestor: &str, component: &str) -> bool {
    ancestor.strip_prefix(component).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Reads the pedigree: patches, another origin or variants mean that upstream ranges do not decide; notes and commits of
/// the same code do not count.
pub(super) fn pedigree<'a>(
    json: &mut Json<'a>,
    into: &mut Component<'a>,
    unnamed: &mut Vec<Cow<'a, str>>,
) -> Result<(), Stop> {
    json.fields(|json, key| {
        let is_ancestor = key == "ancestors";
        if !is_ancestor && !matches!(key, "patches" | "variants") {
            return Ok(false);
        }
        json.elements(|json| {
            into.patched = true;
            if !is_ancestor {
                return json.skip();
            }
            let ancestor = ancestor(json)?;
            ancestor.give(into, unnamed, &mut json.defects);
            Ok(())
        })?;
        Ok(true)
    })
}

fn ancestor<'a>(json: &mut Json<'a>) -> Result<Ancestor<'a>, Stop> {
    let mut ancestor = Ancestor::default();
    json.fields(|json, key| {
        let at = json.offset();
        match key {
            "name" => ancestor.name = json.text_or_empty()?,
            "version" => ancestor.version = json.text_or_empty()?,
            "purl" | "cpe" => {
                let text = json.text_or_empty()?;
                ancestor.identifiers.push((at, text));
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(ancestor)
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
        let mut identity = Identity::default();
        json.fields(|json, key| {
            match key {
                "field" => identity.field = json.text_or_empty()?,
                "concludedValue" => identity.value = json.text_or_empty()?,
                "methods" => json.elements(|json| {
                    identity.methods.push(json.text_of("value")?);
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        self.add(at, identity);
        Ok(())
    }
}

/// `[{"components": […], "services": […]}]`: how the product was made. What did it does not stand in the product.
pub(super) fn formulation<'a>(json: &mut Json<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    json.elements(|json| {
        json.fields(|json, key| {
            let known = matches!(key, "components" | "services");
            if known {
                build(json, each)?;
            }
            Ok(known)
        })
    })
}

/// Counts components or services and what is nested in them; nesting is limited by the reader of JSON.
fn build<'a>(json: &mut Json<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    json.elements(|json| {
        each(Item::Build);
        json.fields(|json, key| {
            let known = matches!(key, "components" | "services");
            if known {
                build(json, each)?;
            }
            Ok(known)
        })
    })
}
