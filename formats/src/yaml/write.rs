use super::{Node, Value};
use std::fmt::Write;

/// A tree as one line of JSON. Equal trees give equal bytes, so that it can be hashed and signed.
pub fn json_line(node: &Node) -> String {
    let mut out = String::new();
    json(node, None, &mut out);
    out
}

/// A tree as indented JSON with a line end.
pub fn json_pretty(node: &Node) -> String {
    let mut out = String::new();
    json(node, Some(0), &mut out);
    out.push('\n');
    out
}

/// A tree as one YAML document, with a line end and without `---`.
pub fn yaml_document(node: &Node) -> String {
    let mut out = String::new();
    match &node.value {
        Value::Map(entries) if !entries.is_empty() => yaml(node, 0, &mut out),
        _ => json(node, None, &mut out),
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

fn json(node: &Node, indent: Option<usize>, out: &mut String) {
    match &node.value {
        Value::Empty => out.push_str("null"),
        Value::Scalar { text, quoted: false } if is_json_literal(text) => out.push_str(text),
        Value::Scalar { text, .. } => quote(text, out),
        Value::List(nodes) => bracket('[', ']', nodes.iter().map(|node| (None, node)), indent, out),
        Value::Map(entries) => {
            bracket('{', '}', entries.iter().map(|(key, node)| (Some(key.text.as_str()), node)), indent, out);
        }
    }
}

fn bracket<'n>(
    open: char,
    close: char,
    items: impl Iterator<Item = (Option<&'n str>, &'n Node)>,
    indent: Option<usize>,
    out: &mut String,
) {
    out.push(open);
    let inner = indent.map(|depth| depth + 1);
    let mut any = false;
    for (key, node) in items {
        if any {
            out.push(',');
        }
        any = true;
        line(inner, out);
        if let Some(key) = key {
            quote(key, out);
            out.push(':');
            if inner.is_some() {
                out.push(' ');
            }
        }
        json(node, inner, out);
    }
    if any {
        line(indent, out);
    }
    out.push(close);
}

fn line(indent: Option<usize>, out: &mut String) {
    if let Some(depth) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
}

fn is_json_literal(text: &str) -> bool {
    matches!(text, "true" | "false")
        || (text.len() < 16 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            && (text == "0" || !text.starts_with('0'))
}

/// A JSON string, which is also a YAML double-quoted one.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // YAML would fold or refuse these inside quotes, JSON allows the escape.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn yaml(node: &Node, depth: usize, out: &mut String) {
    match &node.value {
        Value::Map(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.extend(std::iter::repeat_n("  ", depth));
                }
                yaml_scalar(&key.text, out);
                out.push(':');
                yaml_value(value, depth, out);
            }
        }
        Value::List(nodes) => {
            for (index, value) in nodes.iter().enumerate() {
                if index > 0 {
                    out.extend(std::iter::repeat_n("  ", depth));
                }
                out.push('-');
                match &value.value {
                    Value::Map(entries) if !entries.is_empty() => {
                        out.push(' ');
                        yaml(value, depth + 1, out);
                    }
                    _ => yaml_value(value, depth, out),
                }
            }
        }
        Value::Empty | Value::Scalar { .. } => yaml_value(node, depth, out),
    }
}

fn yaml_value(node: &Node, depth: usize, out: &mut String) {
    let nested = match &node.value {
        Value::Map(entries) => !entries.is_empty(),
        Value::List(nodes) => !nodes.is_empty(),
        Value::Empty | Value::Scalar { .. } => false,
    };
    if nested {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth + 1));
        yaml(node, depth + 1, out);
        return;
    }
    out.push(' ');
    match &node.value {
        Value::Scalar { text, quoted: true } => yaml_scalar(text, out),
        Value::Scalar { quoted: false, .. } | Value::Empty | Value::Map(_) | Value::List(_) => json(node, None, out),
    }
    out.push('\n');
}

/// Plain where nobody can misread it, quoted otherwise.
fn yaml_scalar(text: &str, out: &mut String) {
    let tame = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '+');
    let word = matches!(
        text.to_ascii_lowercase().as_str(),
        "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    if !word && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(tame) {
        out.push_str(text);
    } else {
        quote(text, out);
    }
}
