use super::{Node, Value, json_line, read, yaml_document};
use proptest::prelude::*;

/// What was read, as JSON with every text quoted.
fn tree(yaml: &str) -> String {
    let read = read("a.yaml", yaml.as_bytes());
    assert!(read.complaints.is_empty(), "{:?}", read.complaints);
    read.documents.iter().map(|node| json_line(&as_text(node))).collect::<Vec<_>>().join(" | ")
}

fn as_text(node: &Node) -> Node {
    match &node.value {
        Value::Scalar { text, .. } => Node::text(text.clone()),
        Value::Empty => node.clone(),
        Value::List(nodes) => Node::list(nodes.iter().map(as_text)),
        Value::Map(entries) => Node::map(entries.iter().map(|(key, node)| (key.text.clone(), as_text(node)))),
    }
}

/// Codes and places of the complaints.
fn complaints(bytes: &[u8]) -> Vec<String> {
    let place = |finding: &terms::Finding| finding.subject.place.clone().unwrap().to_string();
    read("a.yaml", bytes).complaints.iter().map(|one| format!("{} {}", one.code(), place(one))).collect()
}

#[test]
fn values_stay_as_written() {
    assert_eq!(
        tree("a: no\nb: 1.10\nc: 2026-11-23\nd: 0x1F\n"),
        r#"{"a":"no","b":"1.10","c":"2026-11-23","d":"0x1F"}"#
    );
}

#[test]
fn nothing_is_not_the_word_null() {
    assert_eq!(tree("a:\nb: ~\nc: null\nd: 'null'\n"), r#"{"a":null,"b":null,"c":null,"d":"null"}"#);
}

#[test]
fn japanese_prose_over_several_lines_is_read() {
    assert_eq!(tree("a: |\n  一行目\n  二行目\n"), r#"{"a":"一行目\n二行目\n"}"#);
}

#[test]
fn several_documents_are_read_and_empty_ones_left_out() {
    assert_eq!(tree("# only words\n---\na: 1\n---\n---\na: 2\n"), r#"{"a":"1"} | {"a":"2"}"#);
}

#[test]
fn an_alias_bomb_stays_small() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    assert_eq!(complaints(bomb.as_bytes()).len(), 6);
}

#[test]
fn a_duplicate_key_is_named_with_its_place() {
    assert_eq!(complaints(b"a: 1\nb: 2\na: 3\n"), ["dossier/duplicate-key a.yaml:3:1"]);
    let read = read("a.yaml", b"a: 1\na: 3\n");
    assert_eq!(read.documents[0].get("a").and_then(Node::scalar), Some("1"));
}

#[test]
fn a_tab_is_called_a_tab() {
    let read = read("a.yaml", b"a:\n\tb: 1\n");
    let said = read.complaints[0].detail.say(terms::Lang::En).what;
    assert!(said.contains("tab"), "{said}");
    assert_eq!(complaints(b"a:\n\tb: 1\n")[0].split(' ').next_back().unwrap().split(':').nth(1), Some("2"));
}

#[test]
fn a_truncated_file_keeps_what_stands_before() {
    let read = read("a.yaml", b"a: 1\nb:\n  - c: 2\n  - d: \"3");
    assert!(!read.whole);
    assert_eq!(read.documents[0].get("a").and_then(Node::scalar), Some("1"));
    assert!(read.documents[0].get("b").is_some());
}

#[test]
fn bytes_that_are_no_utf8_are_placed() {
    assert_eq!(complaints(b"a: 1\nb: \x83\x7d\n")[0], "dossier/not-utf8 a.yaml:2:4");
}

#[test]
fn deep_nesting_is_passed_over() {
    let mut deep = String::new();
    for depth in 0..70 {
        deep.push_str(&" ".repeat(depth));
        deep.push_str("a:\n");
    }
    assert!(complaints(deep.as_bytes())[0].starts_with("dossier/too-deep"));
    assert_eq!(complaints("[".repeat(100_000).as_bytes()).len(), 1);
}

#[test]
fn a_list_as_a_key_is_passed_over() {
    let read = read("a.yaml", b"? [a, b]\n: 1\nc: 2\n");
    assert_eq!(read.complaints[0].code(), "dossier/key-not-text");
    assert_eq!(read.documents[0].get("c").and_then(Node::scalar), Some("2"));
}

#[test]
fn windows_lines_and_a_byte_order_mark_are_fine() {
    assert_eq!(tree("\u{feff}a: 1\r\nb:\r\n  - x\r\n"), r#"{"a":"1","b":["x"]}"#);
}

fn any_node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![any::<String>().prop_map(Node::text), Just(Node::new(Value::Empty))];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Node::list),
            prop::collection::btree_map("[a-z ]{1,4}|[^\u{0}]{1,3}", inner, 0..4).prop_map(Node::map),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read("a.yaml", &bytes);
    }

    #[test]
    fn yaml_like_text_is_survived(text in r#"[\[\]{}",:&*!|>'%@#?\-ab \n\t]{0,120}"#) {
        let _ = read("a.yaml", text.as_bytes());
    }

    #[test]
    fn what_is_written_is_read_the_same(node in any_node()) {
        prop_assume!(node.value != Value::Empty);
        let yaml = yaml_document(&node);
        let again = read("a.yaml", yaml.as_bytes());
        prop_assert!(again.complaints.is_empty(), "{}\n{:?}", yaml, again.complaints);
        prop_assert_eq!(json_line(&as_text(&again.documents[0])), json_line(&as_text(&node)), "{}", yaml);
    }
}
