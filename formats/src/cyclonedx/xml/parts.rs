//! The smaller parts of a component: hashes, licences, properties, pedigree, evidence.

use crate::cyclonedx::identity::{Concluded, Identity};
use crate::cyclonedx::parts::Ancestor;
use crate::json::Stop;
use crate::sbom::{Each, push_licence};
use crate::xml::Xml;
use sbom::{Component, Hash, Item};
use std::borrow::Cow;

/// Takes an element for the text of the first element of a name inside it, `""` when it has none.
pub(super) fn text_of<'a>(xml: &mut Xml<'a>, wanted: &str) -> Result<Cow<'a, str>, Stop> {
    let mut found = None;
    while let Some(tag) = xml.child()? {
        if tag.name == wanted && found.is_none() {
            found = Some(xml.text()?);
        } else {
            xml.skip()?;
        }
    }
    Ok(found.unwrap_or_default())
}

/// `<hash alg="SHA-256">…</hash>`
pub(super) fn hashes<'a>(xml: &mut Xml<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        let algorithm = xml.attribute(tag, "alg");
        let value = xml.text()?;
        if !value.is_empty() {
            into.hashes.push(Hash { algorithm, value });
        }
    }
    Ok(())
}

/// `<license><id>…</id></license>`, `<license><name>…</name></license>` or `<expression>…</expression>`
pub(super) fn licences<'a>(xml: &mut Xml<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        match tag.name {
            "license" => {
                let text = licence(xml)?;
                push_licence(into, text);
            }
            "expression" => {
                let text = xml.text()?;
                push_licence(into, text);
            }
            // 1.7: an expression with details about its parts.
            "expression-detailed" | "licenseExpressionDetailed" => {
                let text = xml.attribute(tag, "expression");
                xml.skip()?;
                push_licence(into, text);
            }
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// The id of a licence, its name when it has none.
fn licence<'a>(xml: &mut Xml<'a>) -> Result<Cow<'a, str>, Stop> {
    let (mut id, mut name) = (Cow::Borrowed(""), Cow::Borrowed(""));
    while let Some(tag) = xml.child()? {
        match tag.name {
            "id" => id = xml.text()?,
            "name" => name = xml.text()?,
            _ => xml.skip()?,
        }
    }
    Ok(if id.is_empty() { name } else { id })
}

/// The addresses in `<reference type="bom"><url>…</url></reference>`; references of other types lead to no parts.
pub(super) fn bills<'a>(xml: &mut Xml<'a>, take: &mut dyn FnMut(Cow<'a, str>)) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        let is_bill = xml.attribute(tag, "type") == "bom";
        let target = text_of(xml, "url")?;
        if is_bill {
            take(target);
        }
    }
    Ok(())
}

/// `<property name="…">…</property>`
pub(super) fn properties<'a>(xml: &mut Xml<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        let name = xml.attribute(tag, "name");
        let value = xml.text()?;
        if !name.is_empty() {
            into.properties.push((name, value));
        }
    }
    Ok(())
}

/// Reads the pedigree by the rule of the JSON form.
pub(super) fn pedigree<'a>(
    xml: &mut Xml<'a>,
    into: &mut Component<'a>,
    unnamed: &mut Vec<Cow<'a, str>>,
) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        if !matches!(tag.name, "patches" | "ancestors" | "variants") {
            xml.skip()?;
            continue;
        }
        let is_ancestor = tag.name == "ancestors";
        while xml.child()?.is_some() {
            into.patched = true;
            if !is_ancestor {
                xml.skip()?;
                continue;
            }
            let ancestor = ancestor(xml)?;
            ancestor.give(into, unnamed, &mut xml.defects);
        }
    }
    Ok(())
}

fn ancestor<'a>(xml: &mut Xml<'a>) -> Result<Ancestor<'a>, Stop> {
    let mut ancestor = Ancestor::default();
    while let Some(tag) = xml.child()? {
        match tag.name {
            "name" => ancestor.name = xml.text()?,
            "version" => ancestor.version = xml.text()?,
            "purl" | "cpe" => {
                let text = xml.text()?;
                ancestor.identifiers.push((tag.at, text));
            }
            _ => xml.skip()?,
        }
    }
    Ok(ancestor)
}

/// Reads `evidence`.
pub(super) fn evidence<'a>(xml: &mut Xml<'a>, into: &mut Concluded<'a>) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        match tag.name {
            "identity" => into.add(tag.at, identity(xml)?),
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn identity<'a>(xml: &mut Xml<'a>) -> Result<Identity<'a>, Stop> {
    let mut identity = Identity::default();
    while let Some(tag) = xml.child()? {
        match tag.name {
            "field" => identity.field = xml.text()?,
            "concludedValue" => identity.value = xml.text()?,
            "methods" => {
                while xml.child()?.is_some() {
                    identity.methods.push(text_of(xml, "value")?);
                }
            }
            _ => xml.skip()?,
        }
    }
    Ok(identity)
}

/// `<formula><components>…</components></formula>`, by the rule of the JSON form.
pub(super) fn formulation<'a>(xml: &mut Xml<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    while xml.child()?.is_some() {
        build(xml, each)?;
    }
    Ok(())
}

/// Counts the components and services inside an element.
fn build<'a>(xml: &mut Xml<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        if !matches!(tag.name, "components" | "services") {
            xml.skip()?;
            continue;
        }
        while xml.child()?.is_some() {
            each(Item::Build);
            build(xml, each)?;
        }
    }
    Ok(())
}
