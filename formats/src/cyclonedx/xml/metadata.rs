//! What a document says about itself.

use super::component::Role;
use super::parts::text_of;
use super::{Met, Reader};
use crate::cyclonedx::metadata::{named, push};
use crate::json::Stop;
use crate::sbom::almost;
use crate::xml::Xml;
use sbom::Document;
use std::borrow::Cow;

impl<'a> Reader<'a, '_> {
    pub(super) fn metadata(&mut self) -> Result<(), Stop> {
        let (mut supplier, mut met) = (Cow::Borrowed(""), Met::default());
        while let Some(tag) = self.xml.child()? {
            match tag.name {
                "component" if met.again(&mut self.xml, tag, 0)? => {}
                "timestamp" if met.again(&mut self.xml, tag, 1)? => {}
                "timestamp" => self.document.created = self.xml.text()?,
                "component" => self.component(tag, Role::Subject, 0)?,
                "authors" => authors(&mut self.xml, &mut self.document)?,
                "tools" => tools(&mut self.xml, &mut self.document)?,
                "lifecycles" => lifecycles(&mut self.xml, &mut self.document)?,
                "supplier" | "manufacturer" | "manufacture" => {
                    let name = text_of(&mut self.xml, "name")?;
                    if tag.name == "manufacturer" {
                        push(&mut self.document.authors, name.clone());
                    }
                    if supplier.is_empty() {
                        supplier = name;
                    }
                }
                _ => self.pass_over(tag, almost(tag.name, &["component"]))?,
            }
        }
        if let Some(subject) = self.document.subject.as_mut().filter(|subject| subject.supplier.is_empty()) {
            subject.supplier = supplier;
        }
        Ok(())
    }
}

fn authors<'a>(xml: &mut Xml<'a>, into: &mut Document<'a>) -> Result<(), Stop> {
    while xml.child()?.is_some() {
        let (mut name, mut email) = (Cow::Borrowed(""), Cow::Borrowed(""));
        while let Some(tag) = xml.child()? {
            match tag.name {
                "name" => name = xml.text()?,
                "email" => email = xml.text()?,
                _ => xml.skip()?,
            }
        }
        push(&mut into.authors, if name.is_empty() { email } else { name });
    }
    Ok(())
}

/// `<tool>…</tool>`, since 1.5 also `<components>` and `<services>`.
fn tools<'a>(xml: &mut Xml<'a>, into: &mut Document<'a>) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        match tag.name {
            "components" | "services" => {
                while xml.child()?.is_some() {
                    tool(xml, into)?;
                }
            }
            _ => tool(xml, into)?,
        }
    }
    Ok(())
}

fn tool<'a>(xml: &mut Xml<'a>, into: &mut Document<'a>) -> Result<(), Stop> {
    let (mut name, mut version) = (Cow::Borrowed(""), Cow::Borrowed(""));
    while let Some(tag) = xml.child()? {
        match tag.name {
            "name" => name = xml.text()?,
            "version" => version = xml.text()?,
            _ => xml.skip()?,
        }
    }
    push(&mut into.tools, named(name, &version));
    Ok(())
}

fn lifecycles<'a>(xml: &mut Xml<'a>, into: &mut Document<'a>) -> Result<(), Stop> {
    while xml.child()?.is_some() {
        let mut context = Cow::Borrowed("");
        while let Some(tag) = xml.child()? {
            match tag.name {
                "phase" | "name" => context = xml.text()?,
                _ => xml.skip()?,
            }
        }
        push(&mut into.contexts, context);
    }
    Ok(())
}
