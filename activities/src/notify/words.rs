//! What an item of work says of itself: the words of the finding it is about, with its values, in the reader's language.

use serde_json::Value;
use terms::Lang;

/// What is wrong, why it matters, what to do, as the finding itself says it; `None` where the facts hold no words.
pub fn said(facts: &[u8], lang: Lang) -> Option<[String; 3]> {
    let facts: Value = serde_json::from_slice(facts).ok()?;
    let spoken = |key: &str| {
        let own = facts[key].as_str();
        let other = facts["ja"][key].as_str();
        let text = match lang {
            Lang::En => own,
            Lang::Ja => other.or(own),
        };
        text.unwrap_or_default().to_owned()
    };
    let [mut what, why, next] = ["explanation", "why", "next"].map(spoken);
    if what.is_empty() {
        return None;
    }
    if let Some(more) = facts["more"].as_u64().filter(|more| *more > 0) {
        what += &lang.pick(format!(" And {more} more of this kind."), format!("ほかに同種 {more} 件。"));
    }
    Some([what, why, next])
}

/// The general words of a code with the values of these facts put in. What has a value that the facts do not tell is left out:
/// a pattern of words says nothing to anybody.
pub fn filled(card: [String; 3], facts: &[u8], lang: Lang) -> [String; 3] {
    let facts: Value = serde_json::from_slice(facts).unwrap_or_default();
    card.map(|pattern| fill(&pattern, &facts, lang).unwrap_or_default())
}

fn fill(pattern: &str, facts: &Value, lang: Lang) -> Option<String> {
    let (mut text, mut rest) = (String::new(), pattern);
    while let Some((before, after)) = rest.split_once('<') {
        text += before;
        let place = after.split_once('>').filter(|(name, _)| is_name(name));
        let Some((name, after)) = place else {
            text.push('<');
            rest = after;
            continue;
        };
        text += &value(&facts[name], lang)?;
        rest = after;
    }
    Some(text + rest)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn value(value: &Value, lang: Lang) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(both) => both.get(lang.pick(0, 1))?.as_str().map(str::to_owned),
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{filled, said};
    use terms::Lang;

    const FACTS: &str = r#"{"explanation":"left-pad 1.0 is affected","why":"w","next":"n","feed":"osv",
        "ja":{"explanation":"left-pad 1.0 は影響を受けます","why":"ワ","next":"ネ"}}"#;

    #[test]
    fn a_finding_speaks_with_its_values_in_the_language_of_its_reader() {
        let what = |lang| said(FACTS.as_bytes(), lang).unwrap()[0].clone();
        assert_eq!(what(Lang::En), "left-pad 1.0 is affected");
        assert_eq!(what(Lang::Ja), "left-pad 1.0 は影響を受けます");
        assert_eq!(said(b"{}", Lang::En), None);
        assert_eq!(said(b"no facts", Lang::Ja), None);
    }

    #[test]
    fn several_of_a_kind_are_told_by_their_number() {
        let facts = r#"{"explanation":"a is past its support.","more":2}"#;
        assert_eq!(said(facts.as_bytes(), Lang::En).unwrap()[0], "a is past its support. And 2 more of this kind.");
    }

    /// What is left of a pattern with these facts.
    fn expect(pattern: &str, text: &str) {
        let card = [pattern.to_owned(), String::new(), String::new()];
        assert_eq!(filled(card, FACTS.as_bytes(), Lang::En)[0], text);
    }

    #[test]
    fn no_place_of_a_value_is_ever_shown_open() {
        expect("<feed>: refused", "osv: refused");
        expect("<vulnerability> affects <component>", "");
        expect("1 < 2 stays", "1 < 2 stays");
        expect("<> stays", "<> stays");
    }
}
