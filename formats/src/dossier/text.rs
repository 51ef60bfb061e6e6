use super::field::{Field, IntoCore, text_schema};
use super::reader::{Expected, Reader};
use super::schema::Definitions;
use crate::yaml::{Node, Value};
use terms::{Lang, Text, Translation};

const TEXT: Expected = [
    "a text, or `en:` and `ja:` with texts (and `controlling:`, `translation:`)",
    "文字列、または `en:` と `ja:`（必要なら `controlling:`、`translation:`）",
];

impl Field for Text {
    /// One text alone controls, in the language it is written in: Japanese when it holds kana or kanji.
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar { text, .. } if !text.trim().is_empty() => {
                let text = text.trim_end().to_owned();
                Some(match text.chars().any(is_japanese) {
                    true => Text { ja: Some(text), controlling: Lang::Ja, ..Text::default() },
                    false => Text { en: Some(text), ..Text::default() },
                })
            }
            Value::Map(_) => read_text_map(node, at),
            Value::Empty | Value::Scalar { .. } | Value::List(_) => {
                at.wrong_type(node.span, TEXT);
                None
            }
        }
    }

    fn write(&self) -> Option<Node> {
        let Text { en, ja, controlling, translation } = self;
        let words = |words: &Option<String>| words.clone().map(Node::text);
        let state = match translation {
            Translation::Unstated => None,
            Translation::Draft => Some("draft"),
            Translation::Checked => Some("checked"),
        };
        let entries = [
            ("en", words(en)),
            ("ja", words(ja)),
            ("controlling", (*controlling == Lang::Ja).then(|| Node::text("ja"))),
            ("translation", state.map(Node::text)),
        ];
        Some(Node::map(entries.into_iter().filter_map(|(key, node)| Some((key, node?)))))
    }

    fn schema(definitions: &mut Definitions) -> Node {
        definitions.add("Text", |_| {
            let words = || Node::map([("type", Node::text("string"))]);
            let of = |names: &[&str]| Node::map([("enum", Node::list(names.iter().map(|name| Node::text(*name))))]);
            let properties = Node::map([
                ("en", words()),
                ("ja", words()),
                ("controlling", of(&["en", "ja"])),
                ("translation", of(&["unstated", "draft", "checked"])),
            ]);
            let map = Node::map([
                ("type", Node::text("object")),
                ("properties", properties),
                ("additionalProperties", Node::plain(false)),
            ]);
            let about = "Words in one or both languages.\n一方または両方の言語による記述。";
            Node::map([("description", Node::text(about)), ("anyOf", Node::list([text_schema(), map]))])
        })
    }
}

impl IntoCore for Text {
    type Core = Text;

    fn into_core(self) -> Text {
        self
    }
}

fn read_text_map(node: &Node, at: &mut Reader<'_>) -> Option<Text> {
    at.entries(node, &["en", "ja", "controlling", "translation"])?;
    let about = ["", ""];
    let en: Option<String> = at.field(node, "en", about).flatten();
    let ja: Option<String> = at.field(node, "ja", about).flatten();
    let controlling: Option<Word<Lang>> = at.field(node, "controlling", about).flatten();
    let translation: Option<Word<Translation>> = at.field(node, "translation", about).flatten();
    if en.is_none() && ja.is_none() {
        at.wrong_type(node.span, TEXT);
        return None;
    }
    // Where nobody says which language controls, a text in one language controls itself.
    let alone = if en.is_none() { Lang::Ja } else { Lang::En };
    let trimmed = |words: Option<String>| words.map(|words| words.trim_end().to_owned());
    Some(Text {
        en: trimmed(en),
        ja: trimmed(ja),
        controlling: controlling.map_or(alone, |word| word.0),
        translation: translation.map(|word| word.0).unwrap_or_default(),
    })
}

/// A word of a short list that belongs to `Text` alone.
struct Word<T>(T);

macro_rules! word {
    ($kind:ty, $($name:literal = $value:expr),+) => {
        impl Field for Word<$kind> {
            fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
                match node.scalar() {
                    $( Some($name) => Some(Word($value)), )+
                    other => {
                        at.not_allowed(node.span, other.unwrap_or_default(), &[$($name),+]);
                        None
                    }
                }
            }

            fn write(&self) -> Option<Node> {
                None
            }

            fn schema(_: &mut Definitions) -> Node {
                Node::map([("enum", Node::list([$(Node::text($name)),+]))])
            }
        }
    };
}

word!(Lang, "en" = Lang::En, "ja" = Lang::Ja);
word!(Translation, "unstated" = Translation::Unstated, "draft" = Translation::Draft, "checked" = Translation::Checked);

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}')
}
