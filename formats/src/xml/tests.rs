use super::Xml;
use crate::json::Stop;
use proptest::prelude::*;

/// The document as text: `name(attribute a)[…]`, then the defects.
fn told(text: &str) -> String {
    let mut xml = Xml::new(text.as_bytes(), |space| space.is_none_or(|space| space == "own"));
    let mut out = String::new();
    if walk(&mut xml, &mut out).is_ok() {
        xml.end();
    }
    for defect in xml.defects.kept() {
        out.push_str(&format!(" | {}: {:?}", defect.field, defect.wrong));
    }
    out
}

fn walk(xml: &mut Xml<'_>, out: &mut String) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        let a = xml.attribute(tag, "a");
        out.push_str(tag.name);
        if !a.is_empty() {
            out.push_str(&format!("({a})"));
        }
        out.push('[');
        match tag.name {
            "t" => {
                let text = xml.text()?;
                out.push_str(&text);
            }
            "s" => xml.skip()?,
            _ => walk(xml, out)?,
        }
        out.push(']');
    }
    Ok(())
}

fn expect(text: &str, wanted: &str) {
    assert_eq!(told(text), wanted, "{text}");
}

#[test]
fn elements_attributes_and_texts_are_read() {
    expect("<?xml version='1.0'?><r a=' 1 '><t>x</t><!-- c --><t a=\"2\"/><e/></r>\n", "r(1)[t[x]t(2)[]e[]]");
    expect("<r xmlns:p='own'><p:t>x</p:t></r>", "r[t[x]]");
}

#[test]
fn foreign_elements_are_passed_over_with_what_they_hold() {
    let text = "<r xmlns:f='foreign'><f:t>no</f:t><t xmlns='foreign'><t>no</t></t><t>yes</t><f:e/></r>";
    expect(text, "r[t[yes]] | f:t: OtherNamespace { namespace: \"foreign\" }");
}

#[test]
fn the_five_entities_numbers_and_cdata_are_texts() {
    expect("<t a='&quot;&#x41;'> a &lt;&amp;&#66; <![CDATA[<c>&amp;]]> </t>", "t(\"A)[a <&B <c>&amp;]");
}

#[test]
fn nothing_is_expanded_from_a_document_type() {
    let bomb = "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><t>&b;</t>";
    expect(bomb, "t[&b;] | DOCTYPE: NotAllowed { value: \"DOCTYPE\" } | entity: NotAllowed { value: \"&b;\" }");
}

#[test]
fn a_text_with_elements_inside_keeps_its_words() {
    expect("<r><t>a <b>bold</b> word</t></r>", "r[t[a  word]] | b: WrongType { expected: \"a text\" }");
    expect("<r>stray<t>x</t></r>", "r[t[x]] | text: NotAllowed { value: \"stray\" }");
}

#[test]
fn a_broken_document_gives_what_stands_before() {
    expect("<r><t>x</t><t>y", "r[t[x]t[ | : Broken { expected: \"a closing tag\" }");
    expect("<r><t>x</r>", "r[t[ | : Broken { expected: \"well-formed XML\" }");
    expect("<r><s><t>x</t></s><t", "r[s[] | : Broken { expected: \"well-formed XML\" }");
    expect("<r></r><r></r>", "r[]r[]");
}

#[test]
fn nesting_without_end_is_told() {
    let deep = format!("{}{}", "<e>".repeat(1000), "</e>".repeat(1000));
    assert!(told(&deep).ends_with("e: TooDeep"));
    let deeper = "<e>".repeat(100_000);
    assert!(told(&deeper).contains("Broken"));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut xml = Xml::new(&bytes, |_| true);
        let _ = walk(&mut xml, &mut String::new());
        xml.end();
    }

    #[test]
    fn any_xml_like_text_is_survived(text in r#"(<|>|/|</|t|s|r|a=|'|"|&|;|amp|#x|<!|--|\[CDATA\[|\]\]>|\?|xmlns:t| |é){0,60}"#) {
        told(&text);
    }
}
