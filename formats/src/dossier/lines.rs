use super::read::KEPT;
use crate::json::{Json, Next, Stop};
use crate::yaml::{DEEPEST, Key, Node, Span, Value};
use std::collections::BTreeSet;
use terms::{Finding, Subject};

/// Takes one line: its index, what was read of it, whether it was read to its end, and where complaints go.
type EachLine<'a> = dyn FnMut(usize, Node, bool, &mut Vec<Finding>) + 'a;

/// Reads JSON lines into trees, so that the same readers serve YAML and JSON. Empty lines are passed over.
pub(super) fn each(file: &str, bytes: &[u8], complaints: &mut Vec<Finding>, take: &mut EachLine<'_>) {
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let mut json = Json::new(line);
        let mut cursor = Cursor { line, number, offset: 0, column: 1 };
        let node = value(&mut json, &mut cursor, 0);
        if node.is_ok() {
            json.end();
        }
        for mut finding in json.defects.findings(file, line) {
            if let Some(place) = &mut finding.subject.place {
                place.line = number;
            }
            let Subject { path, place: _ } = &mut finding.subject;
            *path = format!("{file}#/{index}@{}", path.rsplit('@').next().unwrap_or_default());
            if complaints.len() < KEPT {
                complaints.push(finding);
            }
        }
        if let Ok(node) = node {
            let mut more = Vec::new();
            take(index, node, !json.defects.is_broken(), &mut more);
            more.truncate(KEPT.saturating_sub(complaints.len()));
            complaints.extend(more);
        }
    }
}

fn value(json: &mut Json<'_>, cursor: &mut Cursor<'_>, depth: usize) -> Result<Node, Stop> {
    let start = json.offset();
    let span = cursor.span(start);
    let value = match json.peek()? {
        Next::Object | Next::Array if depth >= DEEPEST => {
            json.note("", crate::defect::Wrong::TooDeep);
            json.skip()?;
            Value::Empty
        }
        Next::Object => {
            json.object()?;
            let (mut entries, mut seen) = (Vec::new(), BTreeSet::new());
            while let Some(key) = json.key()? {
                let text = key.into_owned();
                let node = value(json, cursor, depth + 1)?;
                if !seen.insert(text.clone()) {
                    json.note(&text, crate::defect::Wrong::DuplicateKey);
                } else {
                    // The place of a value serves for its key: both stand on the one line.
                    entries.push((Key { text, span: node.span }, node));
                }
            }
            Value::Map(entries)
        }
        Next::Array => {
            json.array()?;
            let mut nodes = Vec::new();
            while json.element()? {
                nodes.push(value(json, cursor, depth + 1)?);
            }
            Value::List(nodes)
        }
        Next::String => Value::Scalar { text: json.text_or_empty()?.into_owned(), quoted: true },
        Next::Null => {
            json.skip()?;
            Value::Empty
        }
        Next::Number | Next::Bool => {
            json.skip()?;
            let text = String::from_utf8_lossy(json.since(start)).into_owned();
            Value::Scalar { text, quoted: false }
        }
    };
    Ok(Node { value, span })
}

/// Counts columns onward from the last value, so that a long line costs no more than its length.
struct Cursor<'a> {
    line: &'a [u8],
    number: u32,
    offset: usize,
    column: u32,
}

impl Cursor<'_> {
    fn span(&mut self, offset: usize) -> Span {
        let between = self.line.get(self.offset..offset).unwrap_or_default();
        let characters = between.iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
        self.column = self.column.saturating_add(u32::try_from(characters).unwrap_or(u32::MAX));
        self.offset = offset;
        Span { line: self.number, column: self.column, offset }
    }
}
