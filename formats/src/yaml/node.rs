/// Where a value starts. Lines and columns count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
    /// Characters before it in the file.
    pub offset: usize,
}

/// A value and where it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it starts.
    pub span: Span,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing: `key:` with no value, `~` or `null`.
    Empty,
    /// A text. Numbers, booleans and dates are texts too.
    Scalar {
        /// The text.
        text: String,
        /// Whether it must stay a text when written: it was quoted, or a field of words wrote it.
        quoted: bool,
    },
    /// Keys with values, in the order written.
    Map(Vec<(Key, Node)>),
    /// Values in order.
    List(Vec<Node>),
}

/// A key and where it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub text: String,
    /// Where it starts.
    pub span: Span,
}

impl Node {
    /// A value that stands nowhere yet.
    pub fn new(value: Value) -> Node {
        Node { value, span: Span::default() }
    }

    /// A text that stays a text.
    pub fn text(text: impl Into<String>) -> Node {
        Node::new(Value::Scalar { text: text.into(), quoted: true })
    }

    /// A number or boolean.
    pub fn plain(text: impl ToString) -> Node {
        Node::new(Value::Scalar { text: text.to_string(), quoted: false })
    }

    /// Keys with values.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Node)>) -> Node {
        let key = |text: K| Key { text: text.into(), span: Span::default() };
        Node::new(Value::Map(entries.into_iter().map(|(text, node)| (key(text), node)).collect()))
    }

    /// Values in order.
    pub fn list(nodes: impl IntoIterator<Item = Node>) -> Node {
        Node::new(Value::List(nodes.into_iter().collect()))
    }

    /// The value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|(name, _)| name.text == key).map(|(_, node)| node),
            Value::Empty | Value::Scalar { .. } | Value::List(_) => None,
        }
    }

    /// The text of a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            Value::Empty | Value::Map(_) | Value::List(_) => None,
        }
    }
}
