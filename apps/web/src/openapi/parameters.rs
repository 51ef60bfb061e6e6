//! What stands in the path and behind the `?`. One name means the same in every route.

use crate::routes::Route;
use serde_json::{Value, json};

/// The parameters of a route.
pub(super) fn of(route: &Route) -> Vec<Value> {
    let inner = route.path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let in_path = inner
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": path_schema(route.path, name) }));
    let asked = route.query.iter().map(|(name, about)| {
        json!({
            "name": name,
            "in": "query",
            "required": is_required(name),
            "description": about,
            "schema": query_schema(name),
        })
    });
    let held = route.is_tagged().then(|| {
        json!({
            "name": "If-None-Match",
            "in": "header",
            "required": false,
            "description": "the ETag of the answer that is held; 304 when it is still the same",
            "schema": { "type": "string" },
        })
    });
    in_path.chain(asked).chain(held).collect()
}

/// Numbers where the server counts, the letters of kept names where it keeps names, anything else elsewhere.
fn path_schema(path: &str, name: &str) -> Value {
    let numbered = ["/api/v1/work/{id}"];
    let kept = ["/api/v1/devices/{id}", "/api/v1/sites/{id}"];
    if name == "id" && numbered.contains(&path) {
        json!({ "type": "integer", "format": "int64", "minimum": i64::MIN, "maximum": i64::MAX })
    } else if name == "id" && kept.iter().any(|of| path.starts_with(of)) {
        let mut schema = kept_name();
        schema["examples"] = json!([if path.starts_with(kept[0]) { "aster-s2-pump" } else { "st-alba" }]);
        schema
    } else {
        json!({ "type": "string", "minLength": 1 })
    }
}

/// As the store takes it.
fn kept_name() -> Value {
    json!({ "type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9_.-]*$", "minLength": 1, "maxLength": 128 })
}

/// Whether there is no answer without it.
fn is_required(name: &str) -> bool {
    matches!(name, "name" | "q" | "from" | "to" | "received" | "firewall" | "unit" | "url" | "captured_at")
}

fn query_schema(name: &str) -> Value {
    match name {
        "limit" => json!({ "type": "integer", "minimum": 1, "maximum": 200 }),
        "expected" => json!({ "type": "integer", "format": "int64", "minimum": 0, "maximum": i64::MAX }),
        "as_of" => json!({ "type": "string", "examples": ["2026-11-23", "2026-11-23T09:00:00Z"] }),
        "name" => kept_name(),
        "check" => json!({ "type": "string", "enum": ["now", "later"] }),
        "dry_run" | "replace" | "claimed" => json!({ "type": "boolean" }),
        "q" => json!({ "type": "string", "minLength": 1, "maxLength": 200, "pattern": "\\S", "examples": ["openssl"] }),
        "from" | "release" => json!({ "type": "string", "examples": ["4.0.2"] }),
        "form" => json!({ "type": "string", "enum": ["openvex", "cyclonedx", "csaf", "anomalies"] }),
        "to" => json!({ "type": "string", "examples": ["4.1.0"] }),
        "received" => json!({ "type": "string", "examples": ["aster-s2-pump"] }),
        "unit" => json!({ "type": "string", "examples": ["SA-0001"] }),
        "for" => json!({ "type": "string", "enum": ["nftables", "iptables", "cisco-asa", "aws", "kubernetes"] }),
        "undecided" => json!({ "type": "string", "enum": ["keep"] }),
        "configuration" => json!({ "type": "string", "enum": ["running", "stored"] }),
        "url" => json!({ "type": "string", "examples": ["https://maker.example/device.json"] }),
        "captured_at" => json!({ "type": "string", "examples": ["2026-11-23"] }),
        "captured_by" => json!({ "type": "string", "examples": ["abe"] }),
        "firewall" => json!({ "type": "string", "examples": ["fw-core"] }),
        "find" => json!({ "type": "string", "examples": ["openssl"] }),
        "vulnerability" => json!({ "type": "string", "examples": ["CVE-2014-0160"] }),
        _ => json!({ "type": "string" }),
    }
}
