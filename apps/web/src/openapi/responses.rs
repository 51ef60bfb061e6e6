//! What a route may answer: each status, its headers and its shape. Refusals are shared, since one status means the same
//! everywhere.

use super::content;
use crate::problem;
use crate::routes::{Needs, Route, Shape};
use serde_json::{Map, Value, json};

/// Statuses of refusals with what each means, and the header it comes with.
const REFUSALS: &[(u16, &str, &str, Option<&str>)] = &[
    (400, "NotUnderstood", "The request cannot be understood; `detail` says where.", None),
    (401, "SignIn", "Nobody is signed in, or no longer.", None),
    (
        403,
        "NotPermitted",
        "The caller's roles do not include what the route asks for, or a page of another origin asked.",
        None,
    ),
    (404, "NotFound", "There is nothing of that name that the caller may see.", None),
    (409, "Conflict", "Another state is there than the caller thought.", None),
    (413, "TooLarge", "The body is larger than this route takes.", None),
    (415, "MediaType", "The body has another media type.", None),
    (
        422,
        "Refused",
        "It was understood, and cannot be answered or done as it stands; `next` says what to change.",
        None,
    ),
    (429, "TooMany", "Too many requests of this address.", Some("Retry-After")),
    (500, "Fault", "The server could not do it; nothing was changed.", None),
    (502, "NoProvider", "The server elsewhere that is asked does not answer.", None),
    (503, "Unavailable", "The store cannot be reached at the moment.", Some("Retry-After")),
    (507, "Full", "The disk of the server is full; nothing was changed.", None),
];

/// The refusals by name.
pub(super) fn shared() -> Map<String, Value> {
    let one = |(_, name, about, header): &(u16, &str, &str, Option<&str>)| {
        let mut response = json!({
            "description": about,
            "content": { problem::MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        if let Some(header) = header {
            response["headers"] = json!({ *header: {
                "description": "Seconds after which asking again may help.",
                "required": true,
                "schema": { "type": "integer", "minimum": 0 },
            } });
        }
        ((*name).to_owned(), response)
    };
    REFUSALS.iter().map(one).collect()
}

/// Everything that a route may answer.
pub(super) fn of(route: &Route) -> Value {
    let mut responses = Map::new();
    for status in fine(route) {
        responses.insert(status.to_string(), done(route, *status));
    }
    if route.is_tagged() {
        responses.insert(
            "304".to_owned(),
            json!({ "description": "The answer that the caller holds is still the one.", "headers": tag() }),
        );
    }
    for (status, name, ..) in REFUSALS.iter().filter(|(status, ..)| may_refuse(route, *status)) {
        responses.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    Value::Object(responses)
}

/// Statuses of what went well.
fn fine(route: &Route) -> &'static [u16] {
    match route.gives {
        Shape::Empty => &[204],
        Shape::Forward => &[303],
        Shape::Json("Put") => &[200, 201],
        Shape::Json("Syncing") => &[202],
        Shape::Json("Decided" | "Emergency" | "SignatureRow") => &[201],
        Shape::Json(name) if name.starts_with("Made") => &[201],
        _ => &[200],
    }
}

fn done(route: &Route, status: u16) -> Value {
    let about = match status {
        201 => "Made.",
        202 => "Asked for; it is done after this.",
        204 => "Done.",
        303 => "Where the browser goes on.",
        _ => "The answer.",
    };
    let mut response = json!({ "description": about });
    if route.gives == Shape::Forward {
        response["headers"] =
            json!({ "Location": { "description": "The address.", "required": true, "schema": { "type": "string" } } });
    } else if route.gives != Shape::Empty {
        response["content"] = content(route.gives);
    }
    if route.is_tagged() {
        response["headers"] = tag();
    }
    response
}

fn tag() -> Value {
    json!({ "ETag": { "description": "Names this answer.", "required": true, "schema": { "type": "string" } } })
}

fn may_refuse(route: &Route, status: u16) -> bool {
    let takes = route.takes != Shape::Empty;
    let changes = route.method != "GET";
    let open = route.needs == Needs::Nothing;
    match status {
        // Who presents nothing, or something that is no longer good; a sign-in that is refused.
        401 => !open || takes,
        403 => matches!(route.needs, Needs::One(_)) || changes,
        404 => route.path.contains('{') || route.gives == Shape::Forward,
        502 => route.gives == Shape::Forward,
        409 => changes,
        413 => takes,
        415 => matches!(route.takes, Shape::Json(_)),
        422 => takes || matches!(route.gives, Shape::Answer(_) | Shape::Json(_)),
        _ => true,
    }
}
