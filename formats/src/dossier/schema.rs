use super::field::Field;
use super::v1;
use crate::yaml::{Node, Value, json_pretty};
use std::collections::BTreeMap;

/// The records met while a schema is made; each stands once and is referred to by name.
#[derive(Default)]
pub struct Definitions(BTreeMap<&'static str, Option<Node>>);

impl Definitions {
    /// A reference to a record, which is made on first use.
    pub(super) fn add(&mut self, name: &'static str, make: impl FnOnce(&mut Definitions) -> Node) -> Node {
        if !self.0.contains_key(name) {
            self.0.insert(name, None);
            let node = make(self);
            self.0.insert(name, Some(node));
        }
        Node::map([("$ref", Node::text(format!("#/$defs/{name}")))])
    }
}

/// A field in a schema.
pub(super) struct FieldSchema {
    pub(super) name: &'static str,
    pub(super) about: [&'static str; 2],
    pub(super) required: bool,
    pub(super) schema: Node,
}

/// The schema of a record from its fields.
pub(super) fn record_schema<const N: usize>(about: [&'static str; 2], fields: [FieldSchema; N]) -> Node {
    let required: Vec<Node> =
        fields.iter().filter(|field| field.required).map(|field| Node::text(field.name)).collect();
    let property = |FieldSchema { name, about, required: _, schema }| {
        // 2020-12 lets a description stand beside `$ref`.
        let Value::Map(entries) = schema.value else { return (name, schema) };
        let mut all = Node::map([("description", description(about))]);
        if let Value::Map(description) = &mut all.value {
            description.extend(entries.into_iter().filter(|(key, _)| key.text != "description"));
        }
        (name, all)
    };
    let mut entries = vec![
        ("description", description(about)),
        ("type", Node::text("object")),
        ("properties", Node::map(fields.into_iter().map(property))),
    ];
    if !required.is_empty() {
        entries.push(("required", Node::list(required)));
    }
    entries.push(("additionalProperties", Node::plain(false)));
    Node::map(entries)
}

fn description([en, ja]: [&'static str; 2]) -> Node {
    Node::text(format!("{}\n{}", en.trim(), ja.trim()))
}

/// The JSON Schemas of everything people write in a device dossier or a site folder: file name and text. Same program, same bytes.
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("decision.schema.json", document::<v1::Decided>()),
        ("device.schema.json", document::<v1::Device>()),
        ("fact.schema.json", document::<v1::Fact>()),
        ("family.schema.json", document::<v1::Family>()),
        ("network.schema.json", document::<v1::Network>()),
        ("networks.schema.json", document::<v1::Networks>()),
        ("package.schema.json", document::<v1::Package>()),
        ("package-fact.schema.json", document::<v1::PackageFact>()),
        ("people.schema.json", document::<v1::People>()),
        ("plan.schema.json", document::<v1::Plan>()),
        ("release.schema.json", document::<v1::Release>()),
        ("rules.schema.json", document::<v1::StoredRules>()),
        ("site.schema.json", document::<v1::Site>()),
        ("site-decision.schema.json", document::<v1::SiteDecided>()),
        ("status.schema.json", document::<v1::Status>()),
        ("support.schema.json", document::<v1::Support>()),
    ]
}

fn document<T: Field>() -> String {
    let mut definitions = Definitions::default();
    let root = T::schema(&mut definitions);
    let definitions = definitions.0.into_iter().filter_map(|(name, node)| Some((name, node?)));
    let mut entries = vec![("$schema", Node::text("https://json-schema.org/draft/2020-12/schema"))];
    entries.extend(root.get("$ref").cloned().map(|reference| ("$ref", reference)));
    entries.push(("$defs", Node::map(definitions)));
    json_pretty(&Node::map(entries))
}
