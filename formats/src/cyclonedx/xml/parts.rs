//! The smaller parts of a component: hashes, licences, properties, pedigree, evidence.

use crate::cyclonedx::parts::Ancestor;
use crate::defect::Defects;
use crate::json::Stop;
use crate::sbom::{push_cpe, push_licence, push_purl, push_swhid};
use crate::xml::Xml;
use sbom::{Component, Hash};
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

/// Identifiers that the tool concluded (`evidence/identity`), used when the component states none itself.
#[derive(Default)]
pub(super) struct Concluded<'a> {
    texts: Vec<(usize, Cow<'a, str>)>,
}

impl<'a> Concluded<'a> {
    pub(super) fn read(&mut self, xml: &mut Xml<'a>) -> Result<(), Stop> {
        while let Some(tag) = xml.child()? {
            match tag.name {
                "identity" => self.identity(xml, tag.at)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn identity(&mut self, xml: &mut Xml<'a>, at: usize) -> Result<(), Stop> {
        let (mut field, mut value) = (Cow::Borrowed(""), Cow::Borrowed(""));
        while let Some(tag) = xml.child()? {
            match tag.name {
                "field" => field = xml.text()?,
                "concludedValue" => value = xml.text()?,
                _ => xml.skip()?,
            }
        }
        if matches!(field.as_ref(), "purl" | "cpe" | "swhid") {
            self.texts.push((at, value));
        }
        Ok(())
    }

    /// Gives a component without purl, CPE or SWHID what was concluded; the text itself tells which it is.
    pub(super) fn give(self, defects: &mut Defects, into: &mut Component<'a>) {
        let states_some = !(into.purls.is_empty() && into.cpes.is_empty() && into.swhids.is_empty());
        for (at, text) in self.texts.into_iter().filter(|_| !states_some) {
            if text.starts_with("cpe:") {
                push_cpe(into, text, at, defects);
            } else if text.starts_with("swh:") {
                push_swhid(into, text, at, defects);
            } else {
                push_purl(into, text, at, defects);
            }
        }
    }
}
