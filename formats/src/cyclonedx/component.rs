use super::identity::Concluded;
use super::key::{Key, kind};
use super::parts::{self, Suppliers, bill_kind, is_named};
use super::read::Reader;
use crate::defect::Wrong;
use crate::json::{Next, Stop};
use crate::sbom::{Met, pass_over, push_cpe, push_purl, shortened};
use sbom::{Component, Item, Kind, Outside, OutsideKind};
use std::borrow::Cow;

/// Where a component stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `metadata.component`: the thing described.
    Subject,
    /// An element of `components`.
    Part,
    /// An element of `services`.
    Service,
}

/// What waits until all fields of a component have been read.
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
    /// Reads an array of components or services.
    pub(super) fn components(&mut self, role: Role, depth: u32) -> Result<(), Stop> {
        if !matches!(self.json.peek()?, Next::Array | Next::Null) {
            self.json.note("components", Wrong::NotAComponent);
            return self.json.skip();
        }
        if self.json.array()? {
            while self.json.element()? {
                let entry = self.json.entry();
                if let Err(stop) = self.component(role, depth) {
                    self.json.pass(entry, "components", stop)?;
                }
            }
        }
        Ok(())
    }

    /// Reads a component and what is nested in it, and has it visited. One that the end of a broken document cuts off is
    /// visited when it has a name.
    pub(super) fn component(&mut self, role: Role, depth: u32) -> Result<(), Stop> {
        let offset = self.json.offset();
        if self.json.peek()? != Next::Object {
            self.json.note_at(offset, "components", Wrong::NotAComponent);
            return self.json.skip();
        }
        if !self.json.object()? {
            return Ok(());
        }
        let mut component = self.spare.pop().unwrap_or_default();
        component.depth = depth;
        component.offset = offset;
        if role == Role::Service {
            component.kind = Kind::Service;
        }
        let outcome = self.component_fields(role, &mut component);
        if component.name.is_empty() {
            outcome?;
            self.json.note_at(offset, "name", Wrong::Missing);
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

    fn component_fields(&mut self, role: Role, component: &mut Component<'a>) -> Result<(), Stop> {
        let (mut waiting, mut outcome) = (Waiting::default(), Ok(()));
        while outcome.is_ok() {
            outcome = match self.json.key() {
                Ok(None) => break,
                Ok(Some(key)) => match Key::of(&key) {
                    Some(key) => self.field(key, role, component, &mut waiting),
                    None => pass_over(&mut self.json, Key::almost(&key)),
                },
                Err(stop) => Err(stop),
            };
        }
        let Waiting { met: _, concluded, suppliers, bills, origins } = waiting;
        component.supplier = suppliers.best();
        concluded.give(&mut self.json.defects, component);
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

    fn field(&mut self, key: Key, role: Role, into: &mut Component<'a>, waiting: &mut Waiting<'a>) -> Result<(), Stop> {
        let json = &mut self.json;
        let Waiting { met, concluded, suppliers, bills, origins } = waiting;
        if met.again(json, key as u32)? {
            return Ok(());
        }
        let service = role == Role::Service;
        match key {
            Key::Name => into.name = json.text_or_empty()?,
            Key::Version => (into.version, into.number) = json.version()?,
            Key::Group => into.group = json.text_or_empty()?,
            Key::Reference => into.reference = json.text_or_empty()?,
            Key::Type if !service => self.kind(into)?,
            Key::Purl => {
                let at = json.offset();
                let text = json.text_or_empty()?;
                push_purl(into, text, at, &mut json.defects);
            }
            Key::Cpe => {
                let at = json.offset();
                let text = json.text_or_empty()?;
                push_cpe(into, text, at, &mut json.defects);
            }
            Key::Swhid => parts::swhids(json, into)?,
            Key::Hashes => parts::hashes(json, into)?,
            Key::Licenses => parts::licences(json, into)?,
            Key::Properties => parts::properties(json, into)?,
            Key::Supplier => suppliers.supplier = json.text_of("name")?,
            Key::Manufacturer => suppliers.manufacturer = json.text_of("name")?,
            Key::Provider if service => suppliers.supplier = json.text_of("name")?,
            Key::Publisher => suppliers.publisher = json.text_or_empty()?,
            Key::Pedigree => parts::pedigree(json, into, origins)?,
            Key::Modified => into.patched |= json.boolean()?.unwrap_or(false),
            Key::Evidence => concluded.read(json)?,
            Key::Outside => parts::bills(json, &mut |target| bills.push(target))?,
            Key::Components if !service => self.components(Role::Part, into.depth + 1)?,
            Key::Services if service => self.components(Role::Service, into.depth + 1)?,
            Key::Type | Key::Provider | Key::Components | Key::Services => json.skip()?,
        }
        Ok(())
    }

    fn kind(&mut self, into: &mut Component<'a>) -> Result<(), Stop> {
        let at = self.json.offset();
        let Some(text) = self.json.text()? else { return Ok(()) };
        // A type that is not known may be software: it stays in the count.
        into.kind = kind(&text).unwrap_or_else(|| {
            self.json.note_at(at, "type", Wrong::NotAllowed { value: shortened(&text) });
            Kind::default()
        });
        Ok(())
    }
}
