use super::complaint::{YamlAlias, YamlDuplicateKey, YamlKeyNotText, YamlTooDeep, broken_words};
use super::{DEEPEST, Key, Node, Span, Value, Yaml, YamlBroken};
use saphyr_parser::{Event, Marker, ScalarStyle, ScanError};
use std::collections::BTreeMap;
use terms::{Finding, Place, Priority, Speaks, Subject};

/// More complaints of one file than this are not kept: nobody reads them.
const KEPT: usize = 1000;

/// A list or map that is still open.
enum Open {
    List(Span, Vec<Node>),
    Map { span: Span, entries: Vec<(Key, Node)>, lines: BTreeMap<String, u32>, key: Option<MapKey> },
}

/// The key that waits for its value.
enum MapKey {
    Taken(Key),
    /// Complained about; its value is passed over.
    Refused,
}

/// Turns parser events into a tree, without recursion.
pub(super) struct Builder<'f> {
    file: &'f str,
    stack: Vec<Open>,
    /// How many lists and maps are open inside something that is passed over.
    skipped: usize,
    documents: Vec<Node>,
    complaints: Vec<Finding>,
    pub(super) whole: bool,
}

impl<'f> Builder<'f> {
    pub(super) fn new(file: &'f str) -> Builder<'f> {
        Builder { file, stack: Vec::new(), skipped: 0, documents: Vec::new(), complaints: Vec::new(), whole: true }
    }

    pub(super) fn take(&mut self, event: Event<'_>, span: saphyr_parser::Span) {
        let span = at(span.start);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.refuse_anchor(anchor, span);
                self.value(scalar(&text, style, span));
            }
            Event::Alias(_) => {
                self.complain(span, YamlAlias {});
                self.value(Node { value: Value::Empty, span });
            }
            Event::SequenceStart(anchor, _) => {
                self.refuse_anchor(anchor, span);
                self.open(Open::List(span, Vec::new()), span);
            }
            Event::MappingStart(anchor, _) => {
                self.refuse_anchor(anchor, span);
                self.open(Open::Map { span, entries: Vec::new(), lines: BTreeMap::new(), key: None }, span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::DocumentStart(_) | Event::DocumentEnd => self.stack.clear(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd => {}
        }
    }

    /// The rest cannot be read: what is open is closed as it stands.
    pub(super) fn broken(&mut self, text: &str, error: &ScanError) {
        let span = at(*error.marker());
        let (en, ja) = broken_words(text, span.line, error.info());
        self.complain(span, YamlBroken { en, ja });
        self.whole = false;
        self.skipped = 0;
        while !self.stack.is_empty() {
            self.close();
        }
    }

    pub(super) fn finish(self) -> Yaml {
        Yaml { documents: self.documents, complaints: self.complaints, whole: self.whole }
    }

    pub(super) fn complain_at(&mut self, line: u32, column: u32, detail: impl Speaks + 'static) {
        let place = Place { file: self.file.to_owned(), line, column };
        // Nothing names the spot but its place; the pointer of the tree is not known before the tree stands.
        let subject = Subject::at(format!("{}#{line}:{column}", self.file), place);
        if self.complaints.len() < KEPT {
            self.complaints.push(Finding::new(Priority::Undecided, subject, detail));
        }
    }

    fn complain(&mut self, span: Span, detail: impl Speaks + 'static) {
        self.complain_at(span.line, span.column, detail);
    }

    fn refuse_anchor(&mut self, anchor: usize, span: Span) {
        if anchor != 0 {
            self.complain(span, YamlAlias {});
        }
    }

    fn open(&mut self, open: Open, span: Span) {
        if self.skipped > 0 {
            self.skipped += 1;
        } else if self.stack.len() >= DEEPEST {
            self.complain(span, YamlTooDeep { deepest: DEEPEST });
            self.skipped = 1;
        } else {
            self.stack.push(open);
        }
    }

    fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
            if self.skipped == 0 {
                self.value(Node::new(Value::Empty));
            }
            return;
        }
        let node = match self.stack.pop() {
            Some(Open::List(span, nodes)) => Node { value: Value::List(nodes), span },
            Some(Open::Map { span, entries, .. }) => Node { value: Value::Map(entries), span },
            None => return,
        };
        self.value(node);
    }

    /// Puts a finished value where it belongs: a document, an element, a key or the value of a key.
    fn value(&mut self, node: Node) {
        if self.skipped > 0 {
            return;
        }
        let complaint = match self.stack.last_mut() {
            None => {
                if node.value != Value::Empty {
                    self.documents.push(node);
                }
                return;
            }
            Some(Open::List(_, nodes)) => {
                nodes.push(node);
                return;
            }
            Some(Open::Map { entries, lines, key, .. }) => match key.take() {
                Some(MapKey::Taken(name)) => {
                    entries.push((name, node));
                    return;
                }
                Some(MapKey::Refused) => return,
                None => match take_key(node, lines) {
                    Ok(name) => {
                        *key = Some(MapKey::Taken(name));
                        return;
                    }
                    Err(complaint) => {
                        *key = Some(MapKey::Refused);
                        complaint
                    }
                },
            },
        };
        let (span, first) = complaint;
        match first {
            Some((key, line)) => self.complain(span, YamlDuplicateKey { key, line }),
            None => self.complain(span, YamlKeyNotText {}),
        }
    }
}

type Refusal = (Span, Option<(String, u32)>);

/// The first of two equal keys counts; the second, and a key that is no text, is refused.
fn take_key(node: Node, lines: &mut BTreeMap<String, u32>) -> Result<Key, Refusal> {
    let Node { value: Value::Scalar { text, .. }, span } = node else {
        return Err((node.span, None));
    };
    match lines.get(&text) {
        Some(line) => Err((span, Some((text, *line)))),
        None => {
            lines.insert(text.clone(), span.line);
            Ok(Key { text, span })
        }
    }
}

fn scalar(text: &str, style: ScalarStyle, span: Span) -> Node {
    let quoted = style != ScalarStyle::Plain;
    let nothing = !quoted && matches!(text, "" | "~" | "null" | "Null" | "NULL");
    let value = if nothing { Value::Empty } else { Value::Scalar { text: text.to_owned(), quoted } };
    Node { value, span }
}

fn at(marker: Marker) -> Span {
    let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Span { line: narrow(marker.line()), column: narrow(marker.col() + 1), offset: marker.index() }
}
