use super::parts;
use super::{Met, Reader};
use crate::cyclonedx::identity::Concluded;
use crate::cyclonedx::key::{Key, kind};
use crate::cyclonedx::parts::{Suppliers, bill_kind, is_named};
use crate::defect::Wrong;
use crate::json::Stop;
use crate::sbom::{push_cpe, push_purl, push_swhid, shortened};
use crate::xml::Tag;
use sbom::{Component, Item, Kind, Outside, OutsideKind};
use std::borrow::Cow;

/// Where a component stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `metadata/component`: the thing described.
    Subject,
    /// An element of `components`.
    Part,
    /// An element of `services`.
    Service,
}

/// What waits until all elements of a component have been read.
#[derive(Default)]
struct Waiting<'a> {
    met: Met,
    concluded: Concluded<'a>,
    suppliers: Suppliers<'a>,
    /// Where bills of its parts are said to be.
    bills: Vec<Cow<'a, str>>,
    /// Ancestors that nothing but their name tells.
    origins: Vec<Cow<'a, str>>,
}

impl<'a> Reader<'a, '_> {
    /// Reads a list of components or services.
    pub(super) fn components(&mut self, role: Role, depth: u32) -> Result<(), Stop> {
        let wanted = if role == Role::Service { "service" } else { "component" };
        while let Some(tag) = self.xml.child()? {
            if tag.name == wanted {
                self.component(tag, role, depth)?;
            } else {
                self.xml.defects.note(tag.at, "components", Wrong::NotAComponent);
                self.xml.skip()?;
            }
        }
        Ok(())
    }

    /// Reads a component and what is nested in it, and has it visited. One that the end of a broken document cuts off is
    /// visited when it has a name.
    pub(super) fn component(&mut self, tag: Tag<'a>, role: Role, depth: u32) -> Result<(), Stop> {
        let mut component = self.spare.pop().unwrap_or_default();
        component.depth = depth;
        component.offset = tag.at;
        component.reference = self.xml.attribute(tag, "bom-ref");
        if role == Role::Service {
            component.kind = Kind::Service;
        } else {
            self.kind(tag, &mut component);
        }
        let outcome = self.component_fields(role, &mut component);
        if component.name.is_empty() {
            outcome?;
            self.xml.defects.note(tag.at, "name", Wrong::Missing);
        }
        if role == Role::Subject {
            self.document.subject = Some(component);
        } else {
            (self.each)(Item::Component(&component));
            component.clear();
            self.spare.push(component);
        }
        outcome
    }

    fn kind(&mut self, tag: Tag<'a>, into: &mut Component<'a>) {
        let text = self.xml.attribute(tag, "type");
        if text.is_empty() {
            return;
        }
        // A type that is not known may be software: it stays in the count.
        into.kind = kind(&text).unwrap_or_else(|| {
            self.xml.defects.note(tag.at, "type", Wrong::NotAllowed { value: shortened(&text) });
            Kind::default()
        });
    }

    fn component_fields(&mut self, role: Role, component: &mut Component<'a>) -> Result<(), Stop> {
        let (mut waiting, mut outcome) = (Waiting::default(), Ok(()));
        while outcome.is_ok() {
            outcome = match self.xml.child() {
                Ok(None) => break,
                Ok(Some(tag)) => match Key::of(tag.name) {
                    Some(key) => self.field(tag, key, role, component, &mut waiting),
                    None => self.pass_over(tag, Key::almost(tag.name)),
                },
                Err(stop) => Err(stop),
            };
        }
        let Waiting { met: _, concluded, suppliers, bills, origins } = waiting;
        component.supplier = suppliers.best();
        concluded.give(&mut self.xml.defects, component);
        for name in origins.into_iter().filter(|name| !is_named(name, &component.name)) {
            let (kind, target) = (OutsideKind::Origin, component.name.clone());
            (self.each)(Item::Outside(&Outside { kind, name, target }));
        }
        for target in bills {
            let kind = bill_kind(role == Role::Subject, &target);
            (self.each)(Item::Outside(&Outside { kind, name: component.name.clone(), target }));
        }
        outcome
    }

    fn field(
        &mut self,
        tag: Tag<'a>,
        key: Key,
        role: Role,
        into: &mut Component<'a>,
        waiting: &mut Waiting<'a>,
    ) -> Result<(), Stop> {
        let Waiting { met, concluded, suppliers, bills, origins } = waiting;
        let service = role == Role::Service;
        let xml = &mut self.xml;
        // A component may have several of these by the schema.
        if key != Key::Swhid && met.again(xml, tag, key as u32)? {
            return Ok(());
        }
        match key {
            Key::Name => into.name = xml.text()?,
            Key::Version => into.version = xml.text()?,
            Key::Group => into.group = xml.text()?,
            Key::Purl => {
                let text = xml.text()?;
                push_purl(into, text, tag.at, &mut xml.defects);
            }
            Key::Cpe => {
                let text = xml.text()?;
                push_cpe(into, text, tag.at, &mut xml.defects);
            }
            Key::Swhid => {
                let text = xml.text()?;
                push_swhid(into, text, tag.at, &mut xml.defects);
            }
            Key::Hashes => parts::hashes(xml, into)?,
            Key::Licenses => parts::licences(xml, into)?,
            Key::Properties => parts::properties(xml, into)?,
            Key::Supplier => suppliers.supplier = parts::text_of(xml, "name")?,
            Key::Manufacturer => suppliers.manufacturer = parts::text_of(xml, "name")?,
            Key::Provider if service => suppliers.supplier = parts::text_of(xml, "name")?,
            Key::Publisher => suppliers.publisher = xml.text()?,
            Key::Pedigree => parts::pedigree(xml, into, origins)?,
            Key::Modified => {
                let text = xml.text()?;
                into.patched |= matches!(text.as_ref(), "true" | "1");
            }
            Key::Evidence => parts::evidence(xml, concluded)?,
            Key::Outside => parts::bills(xml, &mut |target| bills.push(target))?,
            Key::Components if !service => self.components(Role::Part, into.depth + 1)?,
            Key::Services if service => self.components(Role::Service, into.depth + 1)?,
            // Attributes, and elements of the other kind.
            Key::Type | Key::Reference | Key::Provider | Key::Components | Key::Services => xml.skip()?,
        }
        Ok(())
    }
}
