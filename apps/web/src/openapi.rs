//! The description of the API (OpenAPI 3.1), made from the table of routes and the shapes of bodies. A fuzzer holds the server
//! against it, so what stands here is what is answered.

mod parameters;
mod responses;

use crate::api;
use crate::routes::{Needs, Route, Shape, each};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What stands before the name of a shape that goes in, where one of that name comes out too.
const ASKED: &str = "Asked";

/// The description as a text; the same in every run.
pub fn description() -> String {
    let mut paths = Map::new();
    for route in each() {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] = operation(route);
    }
    let description = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tutela",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Fields are added in version 1, never renamed or given another meaning. `null` is unknown or none, never zero. \
                Answers of activities have the shapes of docs/answers.md; how to ask stands in docs/api.md. \
                The language follows Accept-Language (en, ja).",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "responses": responses::shared(),
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "tutela_session",
                    "description": "Over TLS its name begins with `__Host-`.",
                },
                "token": { "type": "http", "scheme": "bearer" },
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&description).unwrap_or_default();
    text.push('\n');
    text
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.about,
        "x-permission": route.needs.name(),
        "parameters": parameters::of(route),
        "responses": responses::of(route),
    });
    if route.needs != Needs::Nothing {
        operation["security"] = json!([{ "session": [] }, { "token": [] }]);
    }
    if route.takes != Shape::Empty {
        operation["requestBody"] = json!({ "required": true, "content": content(route.takes) });
    }
    operation
}

/// `GET /api/v1/devices/{id}/check` is `get-devices-id-check`.
fn operation_id(route: &Route) -> String {
    let words = route.path.trim_start_matches("/api/v1/").split(['/', '{', '}']).filter(|word| !word.is_empty());
    std::iter::once(route.method.to_lowercase().as_str()).chain(words).collect::<Vec<_>>().join("-")
}

fn content(shape: Shape) -> Value {
    match shape {
        Shape::Empty | Shape::Forward => json!({}),
        Shape::Json(name) => {
            json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } })
        }
        Shape::Answer(schema) => json!({ "application/json": { "schema": {
            "type": "object",
            "required": ["schema"],
            "properties": { "schema": { "const": schema } },
        } } }),
        Shape::Lines => json!({ "application/jsonl": { "schema": { "type": "string" } } }),
        Shape::Text(media) => json!({ media: { "schema": { "type": "string" } } }),
        // Read by its content, whatever it is called.
        Shape::Archive => json!({ "application/x-tar": bytes(), "application/octet-stream": bytes() }),
        Shape::File => json!({ "application/octet-stream": bytes() }),
        Shape::Form(file, texts) => {
            json!({ "application/octet-stream": bytes(), "multipart/form-data": form(file, texts) })
        }
    }
}

fn form(file: &str, texts: &[(&str, &str)]) -> Value {
    let text = |(name, about): &(&str, &str)| ((*name).to_owned(), json!({ "type": "string", "description": about }));
    let mut parts: Map<String, Value> = texts.iter().map(text).collect();
    parts.insert(file.to_owned(), json!({ "type": "string", "format": "binary" }));
    json!({ "schema": { "type": "object", "required": [file], "properties": parts, "additionalProperties": false } })
}

fn bytes() -> Value {
    json!({ "schema": { "type": "string", "format": "binary" } })
}

/// Names of shapes that go in.
fn asked() -> BTreeSet<&'static str> {
    let name = |route: &Route| if let Shape::Json(name) = route.takes { Some(name) } else { None };
    each().filter_map(name).collect()
}

/// The shapes as they are read or written: what may be left out on the way in stands there on the way out.
fn schemas() -> Map<String, Value> {
    let settings = || {
        let mut settings = SchemaSettings::draft2020_12();
        settings.definitions_path = "/components/schemas".into();
        settings
    };
    let mut written = settings().for_serialize().into_generator();
    let mut read = settings().for_deserialize().into_generator();
    let asked = asked();
    let mut schemas = Map::new();
    api::shapes::each(&mut |name, schema_of: fn(&mut SchemaGenerator) -> Value| {
        let schema = if asked.contains(name) { prefixed(schema_of(&mut read)) } else { schema_of(&mut written) };
        schemas.insert(name.to_owned(), schema);
    });
    for (name, schema) in read.take_definitions(true) {
        schemas.insert(format!("{ASKED}{name}"), prefixed(schema));
    }
    for (name, schema) in written.take_definitions(true) {
        schemas.insert(name, schema);
    }
    schemas
}

/// The same schema with its references leading to shapes that go in.
fn prefixed(schema: Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let field = |(name, value): (String, Value)| match &value {
                Value::String(place) if name == "$ref" => {
                    let shape = place.rsplit('/').next().unwrap_or_default();
                    (name, json!(format!("#/components/schemas/{ASKED}{shape}")))
                }
                _ => (name, prefixed(value)),
            };
            Value::Object(fields.into_iter().map(field).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(prefixed).collect()),
        plain => plain,
    }
}

/// The schema of a shape, in place.
pub(crate) fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    T::json_schema(generator).to_value()
}

#[cfg(test)]
mod tests {
    use super::description;
    use crate::routes::{Shape, each};
    use serde_json::Value;

    fn described() -> Value {
        serde_json::from_str(&description()).unwrap()
    }

    #[test]
    fn every_shape_of_the_table_is_described() {
        let described = described();
        for shape in each().flat_map(|route| [route.takes, route.gives]) {
            if let Shape::Json(name) = shape {
                assert!(described["components"]["schemas"].get(name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn every_reference_leads_to_something() {
        fn walk(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(fields) => {
                    found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    fields.values().for_each(|value| walk(value, found));
                }
                Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
                _ => {}
            }
        }
        let (described, mut found) = (described(), Vec::new());
        walk(&described, &mut found);
        assert!(found.len() > 50);
        for place in found {
            assert!(described.pointer(place.trim_start_matches('#')).is_some(), "{place}");
        }
    }

    #[test]
    fn no_two_rows_are_the_same_route() {
        let mut rows: Vec<(&str, &str)> = each().map(|route| (route.path, route.method)).collect();
        rows.sort_unstable();
        let before = rows.len();
        rows.dedup();
        assert_eq!(rows.len(), before);
    }

    #[test]
    fn what_always_comes_out_is_required_and_what_may_be_left_out_is_not() {
        let described = described();
        let required = |shape: &str| described["components"]["schemas"][shape]["required"].to_string();
        assert!(required("KeptPage").contains("next"), "{}", required("KeptPage"));
        assert!(!required("SignIn").contains("one_time_code"), "{}", required("SignIn"));
    }
}
