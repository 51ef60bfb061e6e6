//! The product tree: what each product id stands for (CSAF 2.0 section 3.2.2; 2.1 adds product paths).

use crate::defect::Wrong;
use crate::json::{Json, Stop};
use crate::sbom::shortened;
use std::borrow::Cow;
use std::collections::BTreeMap;
use vulnerability::StatedProduct;

/// What product ids and group ids stand for.
#[derive(Default)]
pub(super) struct Tree<'a> {
    products: BTreeMap<Cow<'a, str>, StatedProduct<'a>>,
    joins: BTreeMap<Cow<'a, str>, Join<'a>>,
    /// The groups each product is in.
    groups: BTreeMap<Cow<'a, str>, Vec<Cow<'a, str>>>,
}

/// A product made of a part and what it belongs to.
#[derive(Clone, Default)]
struct Join<'a> {
    part: Cow<'a, str>,
    whole: Cow<'a, str>,
    offset: usize,
}

/// What a product id comes to.
pub(super) struct Resolved<'a> {
    pub(super) product: StatedProduct<'a>,
    pub(super) part: Option<StatedProduct<'a>>,
    /// The tree leads in a circle, or to an id that it does not define.
    pub(super) wrong: bool,
}

/// Joins lead from product to product; more steps than any real product has are a circle.
const STEPS: usize = 32;

impl<'a> Tree<'a> {
    /// The groups a product is in.
    pub(super) fn groups_of(&self, product: &str) -> &[Cow<'a, str>] {
        self.groups.get(product).map(Vec::as_slice).unwrap_or_default()
    }

    /// The product, and the part of it where the id stands for one.
    pub(super) fn resolve(&self, id: &str) -> Resolved<'a> {
        let Some(join) = self.joins.get(id) else {
            let (product, wrong) = self.leaf(id);
            return Resolved { product, part: None, wrong };
        };
        // The whole is the outermost thing, the part the innermost.
        let (whole, lost) = self.last(&join.whole, |join| &join.whole);
        let (part, gone) = self.last(&join.part, |join| &join.part);
        let (product, unknown) = self.leaf(whole);
        let (part, undefined) = self.leaf(part);
        Resolved { product, part: Some(part), wrong: lost || gone || unknown || undefined }
    }

    /// Follows joins to a product that is none; `true` where they lead in a circle.
    fn last<'t>(&'t self, from: &'t str, step: impl Fn(&'t Join<'a>) -> &'t str) -> (&'t str, bool) {
        let mut at = from;
        for _ in 0..STEPS {
            match self.joins.get(at) {
                Some(join) => at = step(join),
                None => return (at, false),
            }
        }
        (at, true)
    }

    /// An id that is not defined stays as a reference: it is listed, and nothing is matched by it.
    fn leaf(&self, id: &str) -> (StatedProduct<'a>, bool) {
        match self.products.get(id) {
            Some(product) => (product.clone(), false),
            None => (StatedProduct { reference: Cow::Owned(id.to_owned()), ..StatedProduct::default() }, true),
        }
    }

    fn define(&mut self, json: &mut Json<'_>, at: usize, product: StatedProduct<'a>) {
        let id = product.reference.clone();
        if id.is_empty() {
            json.note_at(at, "product_id", Wrong::Missing);
        } else if self.products.insert(id.clone(), product).is_some() {
            json.note_at(at, "product_id", Wrong::NotAllowed { value: shortened(&id) });
        }
    }
}

/// Reads `product_tree`.
pub(super) fn read<'a>(json: &mut Json<'a>, tree: &mut Tree<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        match key {
            "branches" => branches(json, tree, &StatedProduct::default(), 0)?,
            "full_product_names" => json.elements(|json| full_name(json, tree, &StatedProduct::default()))?,
            "relationships" => json.elements(|json| relationship(json, tree))?,
            "product_paths" => json.elements(|json| path(json, tree))?,
            "product_groups" => json.elements(|json| group(json, tree))?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    circles(json, tree);
    Ok(())
}

/// Each join that leads in a circle is named once, at its place.
fn circles(json: &mut Json<'_>, tree: &Tree<'_>) {
    for (id, join) in &tree.joins {
        let circle = tree.last(&join.whole, |join| &join.whole).1 || tree.last(&join.part, |join| &join.part).1;
        if circle {
            json.note_at(join.offset, "relationships", Wrong::NotAllowed { value: shortened(id) });
        }
    }
}

/// Branches nested deeper than this are passed over and noted; the standard asks readers for 30.
const DEEPEST: u32 = 60;

/// Reads branches; each passes on what it names.
fn branches<'a>(json: &mut Json<'a>, tree: &mut Tree<'a>, above: &StatedProduct<'a>, depth: u32) -> Result<(), Stop> {
    if depth > DEEPEST {
        json.note("branches", Wrong::TooDeep);
        return json.skip();
    }
    json.elements(|json| {
        let (mut category, mut name) = (Cow::Borrowed(""), Cow::Borrowed(""));
        let (mut below, mut product) = (None, None);
        json.fields(|json, key| {
            match key {
                "category" => category = json.text_or_empty()?,
                "name" => name = json.text_or_empty()?,
                // Name and category may stand behind them.
                "branches" if below.is_none() => {
                    below = Some(json.offset());
                    json.skip()?;
                }
                "product" if product.is_none() => {
                    product = Some(json.offset());
                    json.skip()?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let end = json.offset();
        let mut here = above.clone();
        match &*category {
            "vendor" => here.vendor = name,
            "product_name" => here.name = name,
            "product_version" | "product_version_range" => here.version = name,
            _ => {}
        }
        if let Some(at) = product {
            json.go_to(at);
            full_name(json, tree, &here)?;
        }
        if let Some(at) = below {
            json.go_to(at);
            branches(json, tree, &here, depth + 1)?;
        }
        json.go_to(end);
        Ok(())
    })
}

/// A `full_product_name_t`. The name of the branches names a product better than the sentence that repeats vendor and version.
fn full_name<'a>(json: &mut Json<'a>, tree: &mut Tree<'a>, above: &StatedProduct<'a>) -> Result<(), Stop> {
    let at = json.offset();
    let mut product = above.clone();
    json.fields(|json, key| {
        match key {
            "product_id" => product.reference = json.text_or_empty()?,
            "name" if product.name.is_empty() => product.name = json.text_or_empty()?,
            "product_identification_helper" => helper(json, &mut product)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    tree.define(json, at, product);
    Ok(())
}

fn helper<'a>(json: &mut Json<'a>, product: &mut StatedProduct<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        match key {
            "purl" => product.purls.push(json.text_or_empty()?),
            "purls" => json.elements(|json| {
                product.purls.push(json.text_or_empty()?);
                Ok(())
            })?,
            "cpe" => product.cpes.push(json.text_or_empty()?),
            _ => return Ok(false),
        }
        Ok(true)
    })
}

fn relationship<'a>(json: &mut Json<'a>, tree: &mut Tree<'a>) -> Result<(), Stop> {
    let (mut id, mut join) = (Cow::Borrowed(""), Join { offset: json.offset(), ..Join::default() });
    json.fields(|json, key| {
        match key {
            "full_product_name" => id = json.text_of("product_id")?,
            "product_reference" => join.part = json.text_or_empty()?,
            "relates_to_product_reference" => join.whole = json.text_or_empty()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    tree.joins.insert(id, join);
    Ok(())
}

/// CSAF 2.1: a path begins with the part and ends with what it belongs to.
fn path<'a>(json: &mut Json<'a>, tree: &mut Tree<'a>) -> Result<(), Stop> {
    let (mut id, mut join) = (Cow::Borrowed(""), Join { offset: json.offset(), ..Join::default() });
    json.fields(|json, key| {
        match key {
            "full_product_name" => id = json.text_of("product_id")?,
            "beginning_product_reference" => join.part = json.text_or_empty()?,
            "subpaths" => json.elements(|json| {
                join.whole = json.text_of("next_product_reference")?;
                Ok(())
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    tree.joins.insert(id, join);
    Ok(())
}

fn group<'a>(json: &mut Json<'a>, tree: &mut Tree<'a>) -> Result<(), Stop> {
    let (mut id, mut members) = (Cow::Borrowed(""), Vec::new());
    json.fields(|json, key| {
        match key {
            "group_id" => id = json.text_or_empty()?,
            "product_ids" => json.elements(|json| {
                members.push(json.text_or_empty()?);
                Ok(())
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    for member in members {
        tree.groups.entry(member).or_default().push(id.clone());
    }
    Ok(())
}
