//! Secrets in marked texts: private keys between their lines, fields of JSON, YAML and XML by their names.

use super::{Piece, SecretKind, is_empty, kind_of};

/// Private keys in PEM (RFC 7468), wherever they stand. A certificate is public and stays. A key without its last line takes
/// all that follows with it.
pub(super) fn private_keys(text: &str) -> Vec<Piece> {
    const BEGIN: &str = "-----BEGIN ";
    let (mut pieces, mut from) = (Vec::new(), 0);
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(BEGIN)) {
        let start = from.saturating_add(found);
        from = start.saturating_add(BEGIN.len());
        let label = text.get(from..).unwrap_or_default().split("-----").next().unwrap_or_default();
        if !label.ends_with("PRIVATE KEY") || label.len() > 40 {
            continue;
        }
        let last = format!("-----END {label}-----");
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(&last).map_or(text.len(), |end| start.saturating_add(end).saturating_add(last.len()));
        pieces.push(Piece { start, end, kind: SecretKind::PrivateKey });
        from = end;
    }
    pieces
}

/// Elements whose name tells of a secret and that hold text alone.
pub(super) fn xml(text: &str) -> Vec<Piece> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    while let Some(found) = text.get(from..).and_then(|rest| rest.find('<')) {
        let open = from.saturating_add(found).saturating_add(1);
        let Some(close) = text.get(open..).and_then(|rest| rest.find('>')) else { break };
        let start = open.saturating_add(close).saturating_add(1);
        from = start;
        let inside = text.get(open..start.saturating_sub(1)).unwrap_or_default();
        let name = inside.split_ascii_whitespace().next().unwrap_or_default();
        if name.starts_with('/') || inside.ends_with('/') {
            continue;
        }
        let kind = kind_of(name).or_else(|| (name == "key").then_some(SecretKind::SharedKey));
        let value = text.get(start..).unwrap_or_default().split('<').next().unwrap_or_default();
        if let Some(kind) = kind.filter(|_| !value.trim().is_empty() && !is_empty(value)) {
            pieces.push(Piece { start, end: start.saturating_add(value.len()), kind });
        }
    }
    pieces
}

/// Where a JSON string ends: the place of its closing mark.
fn string_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at = at.saturating_add(2),
            _ => at = at.saturating_add(1),
        }
    }
    bytes.len()
}

/// What the JSON reader is inside of.
#[derive(Default)]
struct Inside {
    depth: usize,
    /// Everything at this depth and below is a secret.
    secret: Option<(usize, SecretKind)>,
    /// The key whose value comes next.
    key: Option<SecretKind>,
    /// The value of a `name` that told of a secret; the `value` beside it is one.
    named: Option<SecretKind>,
}

/// String values of fields whose name tells of a secret, and everything inside such fields.
pub(super) fn json(text: &str) -> Vec<Piece> {
    let secrets = text.contains("\"Secret\"");
    let (mut pieces, mut at, mut inside) = (Vec::new(), 0, Inside::default());
    let mut last_key = "";
    while let Some(byte) = text.as_bytes().get(at) {
        at = at.saturating_add(1);
        match byte {
            b'"' => {
                let end = string_end(text, at);
                let value = text.get(at..end).unwrap_or_default();
                let after = text.get(end.saturating_add(1)..).unwrap_or_default().trim_start();
                if after.starts_with(':') {
                    last_key = value;
                    inside.key = key_kind(value, secrets, &inside);
                } else {
                    let kind = inside.secret.map(|(_, kind)| kind).or(inside.key);
                    if let Some(kind) = kind.filter(|_| !is_empty(value)) {
                        pieces.push(Piece { start: at, end, kind });
                    }
                    if last_key.eq_ignore_ascii_case("name") {
                        inside.named = kind_of(value);
                    }
                    inside.key = None;
                }
                at = end.saturating_add(1);
            }
            b'{' | b'[' => {
                inside.depth = inside.depth.saturating_add(1);
                if let (None, Some(kind)) = (inside.secret, inside.key.take()) {
                    inside.secret = Some((inside.depth, kind));
                }
            }
            b'}' | b']' => {
                if inside.secret.is_some_and(|(depth, _)| depth >= inside.depth) {
                    inside.secret = None;
                }
                inside.depth = inside.depth.saturating_sub(1);
                inside.named = None;
            }
            _ => {}
        }
    }
    pieces
}

fn key_kind(key: &str, secrets: bool, inside: &Inside) -> Option<SecretKind> {
    let of_secret = secrets && ["data", "stringData"].contains(&key);
    let applied = key.ends_with("last-applied-configuration");
    match kind_of(key) {
        Some(kind) => Some(kind),
        None if of_secret || applied => Some(SecretKind::Token),
        None if key.eq_ignore_ascii_case("value") => inside.named,
        None => None,
    }
}

/// A block of YAML that is a secret: the column of its key, its kind, and its piece once it has begun.
struct Block {
    around: usize,
    kind: SecretKind,
    piece: Option<Piece>,
}

/// Values of keys whose name tells of a secret, with the block below them.
pub(super) fn yaml(text: &str) -> Vec<Piece> {
    let (mut pieces, mut start, mut block, mut named) = (Vec::new(), 0_usize, None::<Block>, None);
    let secrets = text.lines().any(|line| line.trim_start_matches([' ', '-']).trim_end() == "kind: Secret");
    for line in text.split_inclusive('\n') {
        let (here, bare) = (start, line.trim_end());
        start = start.saturating_add(line.len());
        if bare.trim().is_empty() {
            continue;
        }
        let spaces = bare.len().saturating_sub(bare.trim_start_matches([' ', '-']).len());
        let (from, end) = (here.saturating_add(spaces), here.saturating_add(bare.len()));
        let marks = bare.starts_with("---") || bare.starts_with("...");
        if let Some(open) = block.as_mut().filter(|open| spaces > open.around && !marks) {
            let kind = open.kind;
            open.piece.get_or_insert(Piece { start: from, end, kind }).end = end;
            continue;
        }
        pieces.extend(block.take().and_then(|open| open.piece));
        let entry = bare.get(spaces..).unwrap_or_default();
        let Some((key, value)) = entry.split_once(':') else { continue };
        let (key, value) = (key.trim().trim_matches(['"', '\'']), value.trim());
        let kind = yaml_kind(key, secrets, named);
        if key == "name" {
            named = kind_of(value);
        }
        let Some(kind) = kind else { continue };
        if value.is_empty() || value.starts_with(['|', '>']) {
            block = Some(Block { around: spaces, kind, piece: None });
        } else if !is_empty(value) {
            pieces.push(Piece { start: end.saturating_sub(value.len()), end, kind });
        }
    }
    pieces.extend(block.and_then(|open| open.piece));
    pieces.retain(|piece| !is_empty(text.get(piece.start..piece.end).unwrap_or_default()));
    pieces
}

fn yaml_kind(key: &str, secrets: bool, named: Option<SecretKind>) -> Option<SecretKind> {
    let of_secret = secrets && ["data", "stringData"].contains(&key);
    match kind_of(key) {
        Some(kind) => Some(kind),
        None if of_secret || key.ends_with("last-applied-configuration") => Some(SecretKind::Token),
        None if key == "value" => named,
        None => None,
    }
}
