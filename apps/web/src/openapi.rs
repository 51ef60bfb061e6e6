//! The description of the API (OpenAPI 3.1), made from the table of routes and the shapes of bodies.

use crate::api;
use crate::problem;
use crate::routes::{Needs, Route, Shape, each};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

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
                Answers of activities have the shapes of docs/answers.md. The language follows Accept-Language (en, ja).",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "tutela_session" },
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
        "parameters": parameters(route),
        "responses": responses(route),
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

fn parameters(route: &Route) -> Vec<Value> {
    let inner = route.path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let in_path =
        inner.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let asked = route.query.iter().map(
        |(name, about)| json!({ "name": name, "in": "query", "description": about, "schema": { "type": "string" } }),
    );
    in_path.chain(asked).collect()
}

fn content(shape: Shape) -> Value {
    match shape {
        Shape::Empty => json!({}),
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
        Shape::Archive => json!({ "application/x-tar": { "schema": { "type": "string", "format": "binary" } } }),
    }
}

fn responses(route: &Route) -> Value {
    let problem = json!({
        "description": "What went wrong, with its code and the next step.",
        "content": { problem::MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let fine = match route.gives {
        Shape::Empty => json!({ "204": { "description": "Done." } }),
        gives => json!({ "200": { "description": "The answer.", "content": content(gives) } }),
    };
    let mut responses = fine;
    responses["default"] = problem;
    responses
}

fn schemas() -> Map<String, Value> {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = settings.into_generator();
    let mut schemas = Map::new();
    api::shapes::each(&mut |name, schema_of: fn(&mut SchemaGenerator) -> Value| {
        schemas.insert(name.to_owned(), schema_of(&mut generator));
    });
    for (name, schema) in generator.take_definitions(true) {
        schemas.insert(name, schema);
    }
    schemas
}

/// The schema of a shape, in place.
pub(crate) fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    T::json_schema(generator).to_value()
}

#[cfg(test)]
mod tests {
    use super::description;
    use crate::routes::{Shape, each};

    #[test]
    fn every_shape_of_the_table_is_described() {
        let described: serde_json::Value = serde_json::from_str(&description()).unwrap();
        for shape in each().flat_map(|route| [route.takes, route.gives]) {
            if let Shape::Json(name) = shape {
                assert!(described["components"]["schemas"].get(name).is_some(), "{name}");
            }
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
}
