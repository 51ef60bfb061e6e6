use super::reader::{Expected, Reader};
use super::schema::Definitions;
use crate::yaml::{Node, Value};
use device::{Choice, Dated, Id, Interval, Sha256};
use site::Block;
use terms::When;

/// Something that can stand as the value of a field.
pub trait Field: Sized {
    /// Reads it; `None` when it cannot be read, which has been complained about.
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self>;
    /// What it is when the field is not there; `None` when the field must be there.
    fn absent() -> Option<Self> {
        None
    }
    /// As it is written; `None` when the field is left out.
    fn write(&self) -> Option<Node>;
    /// Its JSON Schema.
    fn schema(definitions: &mut Definitions) -> Node;
}

/// A written value that the core has a type for.
pub trait IntoCore {
    /// The core's type.
    type Core;
    /// The core's value.
    fn into_core(self) -> Self::Core;
}

impl<T: Field> Field for Option<T> {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        // A value that cannot be read is complained about; it must not take the entry around it away.
        Some(T::read(node, at))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn write(&self) -> Option<Node> {
        self.as_ref().and_then(T::write)
    }

    fn schema(definitions: &mut Definitions) -> Node {
        T::schema(definitions)
    }
}

impl<T: IntoCore> IntoCore for Option<T> {
    type Core = Option<T::Core>;

    fn into_core(self) -> Self::Core {
        self.map(T::into_core)
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        let Value::List(nodes) = &node.value else {
            at.wrong_type(
                node.span,
                ["a list (each element on a line that starts with `- `)", "リスト（各要素を `- ` で始める）"],
            );
            // One value where a list is expected is most likely a list of one.
            return Some(T::read(node, at).into_iter().collect());
        };
        let element = |(index, node): (usize, &Node)| at.inside(&index.to_string(), |at| T::read(node, at));
        Some(nodes.iter().enumerate().filter_map(element).collect())
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn write(&self) -> Option<Node> {
        (!self.is_empty()).then(|| Node::list(self.iter().filter_map(T::write)))
    }

    fn schema(definitions: &mut Definitions) -> Node {
        Node::map([("type", Node::text("array")), ("items", T::schema(definitions))])
    }
}

impl<T: IntoCore> IntoCore for Vec<T> {
    type Core = Vec<T::Core>;

    fn into_core(self) -> Self::Core {
        self.into_iter().map(T::into_core).collect()
    }
}

/// A scalar that one function reads and `Display` writes.
macro_rules! scalar_field {
    ($kind:ty, $parse:expr, $write:expr, $schema:expr, $en:literal, $ja:literal) => {
        impl Field for $kind {
            fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
                scalar(node, at, [$en, $ja], $parse)
            }

            fn write(&self) -> Option<Node> {
                let write: fn(&$kind) -> Node = $write;
                Some(write(self))
            }

            fn schema(_: &mut Definitions) -> Node {
                $schema
            }
        }

        impl IntoCore for $kind {
            type Core = $kind;

            fn into_core(self) -> $kind {
                self
            }
        }
    };
}

fn scalar<T>(node: &Node, at: &mut Reader<'_>, expected: Expected, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let Some(text) = node.scalar() else {
        at.wrong_type(node.span, expected);
        return None;
    };
    let value = parse(text);
    if value.is_none() {
        at.bad_value(node.span, text, expected);
    }
    value
}

/// A text; YAML editors take `1.10` for a number, and here it stays the text that was written.
pub(super) fn text_schema() -> Node {
    Node::map([("type", Node::list([Node::text("string"), Node::text("number")]))])
}

fn pattern(pattern: &str) -> Node {
    let Value::Map(mut entries) = text_schema().value else { return text_schema() };
    let more = Node::map([("pattern", Node::text(pattern))]);
    if let Value::Map(extra) = more.value {
        entries.extend(extra);
    }
    Node::new(Value::Map(entries))
}

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" | "Yes" | "True" | "YES" | "TRUE" => Some(true),
        "no" | "false" | "No" | "False" | "NO" | "FALSE" => Some(false),
        _ => None,
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

scalar_field!(String, filled, |text| Node::text(text.as_str()), text_schema(), "a text", "文字列");
scalar_field!(
    bool,
    yes_no,
    |yes| Node::plain(yes),
    Node::map([("enum", Node::list([Node::plain(true), Node::plain(false), Node::text("yes"), Node::text("no")]))]),
    "`yes` or `no`",
    " `yes` または `no` "
);
scalar_field!(
    u32,
    |text| text.parse().ok(),
    |number| Node::plain(number),
    Node::map([("type", Node::text("integer")), ("minimum", Node::plain(0))]),
    "a whole number",
    "整数"
);
scalar_field!(
    Id,
    |text| Id::try_from(text).ok(),
    |id| Node::text(id.as_str()),
    pattern("^[A-Za-z0-9_-][A-Za-z0-9._-]*$"),
    "an id (letters, digits, `.`, `_`, `-`)",
    " id（英数字と `.` `_` `-`）"
);
scalar_field!(
    When,
    When::parse,
    |when| Node::text(when.to_string()),
    text_schema(),
    "a date such as 2026-11-23, 2026-11, `not before 2026-11-23` or `unknown`",
    "日付（例: 2026-11-23、2026-11、`not before 2026-11-23`、`unknown`）"
);
scalar_field!(
    Dated,
    Dated::parse,
    |dated| Node::text(dated.to_string()),
    text_schema(),
    "a date, or a time with its zone such as 2026-11-23T09:00:00+09:00",
    "日付、またはタイムゾーン付きの時刻（例: 2026-11-23T09:00:00+09:00）"
);
scalar_field!(
    Interval,
    Interval::parse,
    |interval| Node::text(interval.to_string()),
    pattern("^[0-9]+ (hours?|days?|weeks?|months?|years?|working days? [A-Z]+)$"),
    "a length of time such as `12 months`, `90 days` or `10 working days JP`",
    "期間（例: `12 months`、`90 days`、`10 working days JP`）"
);
scalar_field!(
    Block,
    Block::parse_exact,
    |block| Node::text(block.to_string()),
    text_schema(),
    "an address or a block such as 10.20.4.0/24 (no bits set behind the length)",
    "アドレスまたは 10.20.4.0/24 のようなブロック（プレフィックス長より後のビットは 0）"
);
scalar_field!(
    Sha256,
    Sha256::parse,
    |hash| Node::text(hash.as_str()),
    pattern("^(sha256:)?[0-9A-Fa-f]{64}$"),
    "a SHA-256 of 64 hexadecimal digits",
    " 16 進数 64 桁の SHA-256 "
);

/// Reads one of a closed list of words.
pub(super) fn read_choice<T: Choice>(node: &Node, at: &mut Reader<'_>) -> Option<T> {
    let Some(text) = node.scalar() else {
        at.wrong_type(node.span, ["one word of a list", "決められた語の 1 つ"]);
        return None;
    };
    let value = T::from_name(text);
    if value.is_none() {
        let names: Vec<&'static str> = T::ALL.iter().map(|case| case.name()).collect();
        at.not_allowed(node.span, text, &names);
    }
    value
}

/// The schema of a closed list of words, each with its meaning.
pub(super) fn choice_schema<T: Choice>() -> Node {
    let case = |case: &T| {
        let [en, ja] = case.meaning();
        let name = Node::text(case.name());
        Node::map([("const", name), ("description", Node::text(format!("{en}\n{ja}")))])
    };
    Node::map([("oneOf", Node::list(T::ALL.iter().map(case)))])
}

macro_rules! choice_field {
    ($($kind:ty),+ $(,)?) => { $(
        impl Field for $kind {
            fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
                read_choice(node, at)
            }

            fn write(&self) -> Option<Node> {
                Some(Node::text(self.name()))
            }

            fn schema(_: &mut Definitions) -> Node {
                choice_schema::<$kind>()
            }
        }

        impl IntoCore for $kind {
            type Core = $kind;

            fn into_core(self) -> $kind {
                self
            }
        }
    )+ };
}

choice_field!(
    device::AccessoryKind,
    device::AliasKind,
    device::Authority,
    device::ConditionKind,
    device::DutyKind,
    device::FactKind,
    device::LevelOfSupport,
    device::PackageFactKind,
    device::PartyRole,
    device::Exploitation,
    device::ProductStatus,
    device::Provenance,
    device::ReleaseState,
    device::RiskTransfer,
    device::SbomRole,
    device::VexJustification,
    site::CheckAnswer,
    site::Configuration,
    site::DutyAnswer,
    site::InForce,
    site::TouchState,
    site::MakerWord,
    site::RemoteKind,
    site::SiteRole,
    site::ZoneKind,
);
