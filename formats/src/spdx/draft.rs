//! A package or file of SPDX 2 that is put together from named texts, whatever form they come in (XML, YAML, RDF).

use super::Gathered;
use super::package::{VALID_UNTIL, push_reference};
use super::terms::{kind, supplier};
use crate::defect::{Defects, Wrong};
use crate::sbom::{Each, push_licence, shortened};
use sbom::{Component, Hash, Item, Kind};
use std::borrow::Cow;

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Package,
    File,
}

/// A package or file in the making.
pub(super) struct Draft<'a> {
    sort: Sort,
    pub(super) component: Component<'a>,
    originator: Cow<'a, str>,
    declared: Cow<'a, str>,
    filled: bool,
}

impl<'a> Draft<'a> {
    pub(super) fn new(sort: Sort, at: usize) -> Draft<'a> {
        let kind = if sort == Sort::File { Kind::File } else { Kind::Library };
        let component = Component { offset: at, kind, ..Component::default() };
        Draft { sort, component, originator: Cow::Borrowed(""), declared: Cow::Borrowed(""), filled: false }
    }

    /// Takes a field by its name in JSON; the first one counts.
    pub(super) fn field(&mut self, name: &str, value: Cow<'a, str>, at: usize, defects: &mut Defects) {
        let component = &mut self.component;
        let slot = match (name, self.sort) {
            ("SPDXID", _) => &mut component.reference,
            ("fileName", Sort::File) | ("name", Sort::Package) => &mut component.name,
            ("versionInfo", Sort::Package) => &mut component.version,
            ("supplier", Sort::Package) => {
                component.supplier = supplier(value);
                self.filled = true;
                return;
            }
            ("originator", Sort::Package) => &mut self.originator,
            ("licenseDeclared", Sort::Package) => &mut self.declared,
            ("licenseConcluded", _) => return push_licence(component, value),
            ("validUntilDate", Sort::Package) => {
                return component.properties.push((Cow::Borrowed(VALID_UNTIL), value));
            }
            ("primaryPackagePurpose", Sort::Package) => {
                component.kind = kind(&value).unwrap_or_default();
                if kind(&value).is_none() && !value.is_empty() {
                    defects.note(at, "primaryPackagePurpose", Wrong::NotAllowed { value: shortened(&value) });
                }
                return;
            }
            _ => return,
        };
        if slot.is_empty() {
            *slot = value;
        } else {
            defects.note(at, name, Wrong::DuplicateKey);
        }
        self.filled = true;
    }

    pub(super) fn checksum(&mut self, algorithm: Cow<'a, str>, value: Cow<'a, str>) {
        if !value.is_empty() {
            self.component.hashes.push(Hash { algorithm, value });
        }
    }

    pub(super) fn reference(&mut self, kind: &str, locator: Cow<'a, str>, at: usize, defects: &mut Defects) {
        push_reference(&mut self.component, kind, locator, at, defects);
    }

    /// Whether anything but its own name in the document is known.
    pub(super) fn says_something(&self) -> bool {
        self.filled && !(self.component.name.is_empty() && self.component.version.is_empty())
    }

    /// Has it visited.
    pub(super) fn finish(mut self, gathered: &mut Gathered<'a>, defects: &mut Defects, each: Each<'_, 'a>) {
        push_licence(&mut self.component, self.declared);
        if self.component.supplier.is_empty() {
            self.component.supplier = supplier(self.originator);
        }
        if self.component.name.is_empty() {
            defects.note(self.component.offset, "name", Wrong::Missing);
        }
        match self.sort {
            Sort::Package => gathered.package(&mut self.component, each),
            Sort::File => each(Item::Component(&self.component)),
        }
    }
}
