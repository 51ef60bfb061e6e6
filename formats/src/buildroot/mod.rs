//! Buildroot `make show-info`: one JSON object, a package under each name.
//!
//! Packages of the target are components. Tools of the host, virtual packages and file systems do not stand in the product
//! as such and are counted as things of the build. CVEs that the build is told to ignore are counted as statements.

#[cfg(test)]
mod tests;

use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use crate::sbom::{Each, push_cpe, push_licence};
use sbom::{Component, Document, Item, Relation};
use std::borrow::Cow;

/// Whether a JSON document looks like it: the first entry is an object with fields that only this form has.
pub(crate) fn is_show_info(bytes: &[u8]) -> bool {
    let mut json = Json::new(bytes);
    let mut look = || -> Result<bool, Stop> {
        if json.peek()? != Next::Object || !json.object()? || json.key()?.is_none() || json.peek()? != Next::Object {
            return Ok(false);
        }
        let (mut sort, mut own) = (false, false);
        let outcome = json.fields(|_, key| {
            sort |= key == "type";
            own |= matches!(key, "virtual" | "install_target" | "stamp_dir" | "reverse_dependencies");
            Ok(false)
        });
        Ok(outcome.is_ok() && sort && own)
    };
    look().unwrap_or(false)
}

/// Reads the output of `make show-info`. The document itself comes last, also when it breaks off.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let mut json = Json::new(bytes);
    let mut package = Package::default();
    if all(&mut json, &mut package, each).is_ok() {
        json.end();
    }
    each(Item::Document(&Document { format: "Buildroot show-info", ..Document::default() }));
    json.defects
}

fn all<'a>(json: &mut Json<'a>, package: &mut Package<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    if !json.object()? {
        return Ok(());
    }
    while let Some(key) = json.key()? {
        package.clear();
        package.component.reference = key;
        package.component.offset = json.offset();
        if json.peek()? != Next::Object {
            json.note("packages", Wrong::NotAComponent);
            json.skip()?;
            continue;
        }
        let outcome = package.read(json);
        package.visit(each);
        outcome?;
    }
    Ok(())
}

#[derive(Default)]
struct Package<'a> {
    component: Component<'a>,
    sort: Cow<'a, str>,
    is_virtual: bool,
    ignored: u64,
    dependencies: Vec<Cow<'a, str>>,
}

impl<'a> Package<'a> {
    fn clear(&mut self) {
        self.component.clear();
        self.sort = Cow::Borrowed("");
        (self.is_virtual, self.ignored) = (false, 0);
        self.dependencies.clear();
    }

    fn read(&mut self, json: &mut Json<'a>) -> Result<(), Stop> {
        json.fields(|json, key| {
            let component = &mut self.component;
            match key {
                "type" => self.sort = json.text_or_empty()?,
                "name" => component.name = json.text_or_empty()?,
                "version" => component.version = json.text_or_empty()?,
                "virtual" => self.is_virtual = json.boolean()?.unwrap_or(false),
                "licenses" => {
                    let text = json.text_or_empty()?;
                    if text != "unknown" {
                        push_licence(component, text);
                    }
                }
                "cpe-id" => {
                    let at = json.offset();
                    let text = json.text_or_empty()?;
                    push_cpe(component, text, at, &mut json.defects);
                }
                "ignore_cves" => json.elements(|json| {
                    self.ignored += 1;
                    json.skip()
                })?,
                "dependencies" => json.elements(|json| {
                    self.dependencies.push(json.text_or_empty()?);
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    fn visit(&mut self, each: Each<'_, 'a>) {
        if self.component.name.is_empty() {
            self.component.name = self.component.reference.clone();
        }
        // Of a type that is not known it is better to look than to pass over.
        if self.is_virtual || matches!(self.sort.as_ref(), "host" | "rootfs") {
            each(Item::Held(&self.component.reference));
            return each(Item::Build);
        }
        each(Item::Component(&self.component));
        for _ in 0..self.ignored {
            each(Item::Statement);
        }
        for to in self.dependencies.drain(..) {
            let from = self.component.reference.clone();
            each(Item::Relation(&Relation { from, to, kind: Cow::Borrowed("depends-on") }));
        }
    }
}
