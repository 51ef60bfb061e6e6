//! Label selectors.

use crate::yaml::{Node, Value};
use std::collections::BTreeMap;

/// Labels of a pod or namespace.
pub(super) type Labels<'a> = BTreeMap<&'a str, &'a str>;

/// The labels under a key.
pub(super) fn labels<'a>(metadata: Option<&'a Node>) -> Labels<'a> {
    match metadata.and_then(|node| node.get("labels")).map(|node| &node.value) {
        Some(Value::Map(entries)) => {
            entries.iter().map(|(key, node)| (key.text.as_str(), node.scalar().unwrap_or_default())).collect()
        }
        _ => Labels::new(),
    }
}

/// Whether a selector holds; `None`: it is not understood.
pub(super) fn holds(selector: &Node, labels: &Labels<'_>) -> Option<bool> {
    let entries = match &selector.value {
        Value::Empty => return Some(true),
        Value::Map(entries) => entries,
        Value::Scalar { .. } | Value::List(_) => return None,
    };
    let mut all = true;
    for (key, node) in entries {
        all &= match (key.text.as_str(), &node.value) {
            (_, Value::Empty) => true,
            ("matchLabels", Value::Map(wanted)) => wanted.iter().all(|(key, value)| {
                labels.get(key.text.as_str()) == value.scalar().as_ref() && value.scalar().is_some()
            }),
            ("matchExpressions", Value::List(expressions)) => {
                let mut all = true;
                for expression in expressions {
                    all &= expressed(expression, labels)?;
                }
                all
            }
            _ => return None,
        };
    }
    Some(all)
}

fn expressed(expression: &Node, labels: &Labels<'_>) -> Option<bool> {
    let key = expression.get("key")?.scalar()?;
    let value = labels.get(key);
    let listed = || match expression.get("values").map(|node| &node.value) {
        Some(Value::List(values)) => Some(values.iter().any(|one| one.scalar() == value.copied())),
        _ => None,
    };
    match expression.get("operator")?.scalar()? {
        "In" => Some(value.is_some() && listed()?),
        "NotIn" => Some(value.is_none() || !listed()?),
        "Exists" => Some(value.is_some()),
        "DoesNotExist" => Some(value.is_none()),
        _ => None,
    }
}

/// Whether a selector selects everything.
pub(super) fn is_empty(selector: &Node) -> bool {
    match &selector.value {
        Value::Empty => true,
        Value::Map(entries) => entries.iter().all(|(_, node)| match &node.value {
            Value::Empty => true,
            Value::Map(inner) => inner.is_empty(),
            Value::List(inner) => inner.is_empty(),
            Value::Scalar { .. } => false,
        }),
        Value::Scalar { .. } | Value::List(_) => false,
    }
}

/// A selector without its places, to tell whether two are the same.
pub(super) fn written(node: &Node) -> String {
    match &node.value {
        Value::Empty => String::new(),
        Value::Scalar { text, .. } => format!("{text:?}"),
        Value::List(nodes) => format!("[{}]", nodes.iter().map(written).collect::<Vec<_>>().join(",")),
        Value::Map(entries) => {
            let mut all: Vec<String> =
                entries.iter().map(|(key, node)| format!("{:?}:{}", key.text, written(node))).collect();
            all.sort();
            format!("{{{}}}", all.join(","))
        }
    }
}
