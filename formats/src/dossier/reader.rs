use super::complaint::{BadValue, MissingField, NotAllowed, UnknownField, WrongType};
use super::field::Field;
use super::read::KEPT;
use crate::yaml::{Key, Node, Span, Value};
use terms::{Finding, Place, Priority, Speaks, Subject, nearest};

/// Where the reader stands in one file, and what it has complained about so far.
pub struct Reader<'f> {
    file: &'f str,
    pointer: String,
    /// Whether the file was read to its end; if not, nothing is called missing.
    whole: bool,
    /// What is wrong so far.
    pub complaints: Vec<Finding>,
}

/// What a field expects, in both languages.
pub(super) type Expected = [&'static str; 2];

impl<'f> Reader<'f> {
    /// Starts at the root of a document.
    pub fn new(file: &'f str, whole: bool) -> Reader<'f> {
        Reader { file, pointer: String::new(), whole, complaints: Vec::new() }
    }

    /// Where a value stands.
    pub fn place(&self, span: Span) -> Place {
        Place { file: self.file.to_owned(), line: span.line, column: span.column }
    }

    /// Reads something one step further in (a field or an element).
    pub(super) fn inside<T>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        self.pointer.push('/');
        // RFC 6901: `~` and `/` are escaped.
        self.pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        let result = read(self);
        self.pointer.truncate(length);
        result
    }

    /// The entries of a map; complains about anything else, and about keys outside `names`.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, names: &[&'static str]) -> Option<&'n [(Key, Node)]> {
        let Value::Map(entries) = &node.value else {
            self.wrong_type(node.span, ["an entry with fields (`name: value`)", "項目（`名前: 値`）"]);
            return None;
        };
        for (key, value) in entries {
            if !names.contains(&key.text.as_str()) {
                self.unknown(key, value, names);
            }
        }
        Some(entries)
    }

    /// Reads a field of a map; `None` when it is missing or cannot be read, which has been complained about.
    pub(super) fn field<T: Field>(&mut self, node: &Node, name: &'static str, about: [&'static str; 2]) -> Option<T> {
        match node.get(name) {
            Some(value) if value.value != Value::Empty => self.inside(name, |reader| T::read(value, reader)),
            found => {
                let absent = T::absent();
                if absent.is_none() && self.whole {
                    let [en, ja] = about;
                    let detail = MissingField { field: name, en: en.trim(), ja: ja.trim() };
                    self.complain(Priority::Undecided, found.map_or(node.span, |value| value.span), name, detail);
                }
                absent
            }
        }
    }

    pub(super) fn wrong_type(&mut self, span: Span, [en, ja]: Expected) {
        let field = self.field_name();
        self.complain(Priority::Undecided, span, "", WrongType { field, en, ja });
    }

    pub(super) fn bad_value(&mut self, span: Span, value: &str, [en, ja]: Expected) {
        let (field, value) = (self.field_name(), short(value));
        self.complain(Priority::Undecided, span, "", BadValue { field, value, en, ja });
    }

    pub(super) fn not_allowed(&mut self, span: Span, value: &str, allowed: &[&'static str]) {
        let near = nearest(value, allowed.iter().copied());
        let near_en = near.map(|name| format!("Did you mean `{name}`? ")).unwrap_or_default();
        let near_ja = near.map(|name| format!("`{name}` の誤りではありませんか。")).unwrap_or_default();
        let (field, value, allowed) = (self.field_name(), short(value), allowed.join(", "));
        self.complain(Priority::Undecided, span, "", NotAllowed { field, value, allowed, near_en, near_ja });
    }

    fn unknown(&mut self, key: &Key, value: &Node, names: &[&'static str]) {
        let (en, ja) = match nearest(&key.text, names.iter().copied()) {
            Some(name) => (format!("Did you mean `{name}`?"), format!("`{name}` の誤りではありませんか。")),
            // `{ words: one, two }` is a field `words` and a field `two` without a value.
            None if value.value == Value::Empty => (
                "A text with a comma inside `{ }` needs quotes.".to_owned(),
                "`{ }` の中でコンマを含む文字列は引用符で囲んでください。".to_owned(),
            ),
            None => {
                let known = names.join(", ");
                (format!("Known here: {known}."), format!("ここで使える項目: {known}。"))
            }
        };
        let detail = UnknownField { field: short(&key.text), en, ja };
        self.complain(Priority::Attention, key.span, &key.text, detail);
    }

    fn complain(&mut self, priority: Priority, span: Span, step: &str, detail: impl Speaks + 'static) {
        let place = self.place(span);
        let pointer = match step {
            "" => format!("{}#{}", self.file, self.pointer),
            step => self.inside(step, |reader| format!("{}#{}", reader.file, reader.pointer)),
        };
        if self.complaints.len() < KEPT {
            self.complaints.push(Finding::new(priority, Subject::at(pointer, place), detail));
        }
    }

    /// The name of the field the reader stands in; an element is named after its list.
    fn field_name(&self) -> String {
        let named = |step: &&str| !step.is_empty() && !step.bytes().all(|byte| byte.is_ascii_digit());
        self.pointer.rsplit('/').find(named).unwrap_or(self.file).to_owned()
    }
}

fn short(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = value.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
