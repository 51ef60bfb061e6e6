//! Cuts the elements of a long array out of a document that arrives in pieces, so that it need never be held whole.

use std::ops::Range;

/// What was found in the bytes so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A whole element.
    Element(Range<usize>),
    /// An element that breaks off, because another one starts inside it.
    Broken(Range<usize>),
    /// An element that was given up with [`Elements::give_up`] has ended.
    GivenUp,
    /// All bytes were looked at; those before [`Elements::needed`] are not needed any more.
    More,
}

/// Finds where elements of a list begin and end, without reading them. Takes each byte once.
#[derive(Debug)]
pub struct Elements {
    /// The key of the outermost object that holds the list; `None` when the document is the list.
    list: Option<&'static str>,
    /// The first key of every element, as far as it is known: met inside an element it means that one broke off.
    first_key: Option<&'static str>,
    /// The document without its elements, up to a limit: what it says about itself.
    pub envelope: Vec<u8>,
    /// The next byte to look at.
    at: usize,
    depth: usize,
    /// Depth at which elements stand, while inside the list.
    inside: Option<usize>,
    start: Option<usize>,
    given_up: bool,
    in_element: bool,
    in_text: bool,
    text: Vec<u8>,
}

const ENVELOPE: usize = 1 << 20;
const KEY: usize = 64;

impl Elements {
    /// Elements of the array under a key of the outermost object, or of the outermost array.
    pub fn new(list: Option<&'static str>, first_key: Option<&'static str>) -> Elements {
        Elements {
            list,
            first_key,
            envelope: Vec::new(),
            at: 0,
            depth: 0,
            inside: None,
            start: None,
            given_up: false,
            in_element: false,
            in_text: false,
            text: Vec::new(),
        }
    }

    /// The first byte that is still needed.
    pub fn needed(&self) -> usize {
        self.start.unwrap_or(self.at)
    }

    /// Whether an element has begun and not ended.
    pub fn is_open(&self) -> bool {
        self.in_element
    }

    /// Whether the document is closed: every bracket that was opened is.
    pub fn is_closed(&self) -> bool {
        self.depth == 0 && !self.in_text && !self.envelope.is_empty()
    }

    /// Says that `count` bytes were taken away at the front.
    pub fn taken(&mut self, count: usize) {
        self.at = self.at.saturating_sub(count);
        self.start = self.start.map(|start| start.saturating_sub(count));
    }

    /// Does without the element that is open: its bytes are not needed, only its end is looked for.
    pub fn give_up(&mut self) {
        self.given_up = true;
        self.start = None;
    }

    /// Looks on. `bytes` start where they started before, less what was [`taken`](Self::taken).
    pub fn next(&mut self, bytes: &[u8]) -> Cut {
        loop {
            let cut = if self.in_element { self.within(bytes) } else { self.between(bytes) };
            if let Some(cut) = cut {
                return cut;
            }
        }
    }

    /// Looks for the next element; `None` when one begins.
    fn between(&mut self, bytes: &[u8]) -> Option<Cut> {
        while let Some(&byte) = bytes.get(self.at) {
            if self.in_text {
                if byte == b'\\' {
                    // An escape is two bytes; both must be here.
                    let Some(pair) = bytes.get(self.at..self.at + 2) else { return Some(Cut::More) };
                    self.keep(pair);
                    self.at += 2;
                    continue;
                }
                self.in_text = byte != b'"';
                if self.in_text && self.text.len() < KEY {
                    self.text.push(byte);
                }
            } else if byte == b'{' && self.inside == Some(self.depth) {
                self.begin();
                return None;
            } else {
                self.structure(byte);
            }
            self.keep(&[byte]);
            self.at += 1;
        }
        Some(Cut::More)
    }

    fn structure(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.in_text = true;
                self.text.clear();
            }
            b'[' | b'{' => {
                let here = match self.list {
                    Some(key) => self.depth == 1 && self.text == key.as_bytes(),
                    None => self.depth == 0,
                };
                self.depth += 1;
                if byte == b'[' && here {
                    self.inside = Some(self.depth);
                }
            }
            b']' | b'}' => {
                if self.inside == Some(self.depth) {
                    self.inside = None;
                }
                self.depth = self.depth.saturating_sub(1);
                self.text.clear();
            }
            _ => {}
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.envelope.len() < ENVELOPE {
            self.envelope.extend_from_slice(bytes);
        }
    }

    fn begin(&mut self) {
        self.start = Some(self.at);
        self.in_element = true;
        self.given_up = false;
        self.in_text = false;
        self.depth += 1;
        self.at += 1;
    }

    /// Looks for the end of the element; `None` when it was left without anything to say.
    fn within(&mut self, bytes: &[u8]) -> Option<Cut> {
        let base = self.inside.unwrap_or_default();
        loop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            if self.in_text {
                let Some(step) = memchr::memchr2(b'"', b'\\', rest) else {
                    self.at = bytes.len();
                    return Some(Cut::More);
                };
                if rest[step] == b'\\' {
                    if step + 2 > rest.len() {
                        self.at += step;
                        return Some(Cut::More);
                    }
                    self.at += step + 2;
                    continue;
                }
                self.at += step + 1;
                self.in_text = false;
                if let Some(restart) = self.flipped(bytes) {
                    return Some(self.restart(restart));
                }
                continue;
            }
            let Some(step) = rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}')) else {
                self.at = bytes.len();
                return Some(Cut::More);
            };
            self.at += step;
            match rest[step] {
                b'"' => self.in_text = true,
                b'{' if self.opens_element(&rest[step + 1..]) => return Some(self.restart(self.at)),
                b'{' => self.depth += 1,
                _ => {
                    self.depth -= 1;
                    if self.depth == base {
                        self.at += 1;
                        return Some(self.ended());
                    }
                }
            }
            self.at += 1;
        }
    }

    fn ended(&mut self) -> Cut {
        self.in_element = false;
        match self.start.take() {
            Some(start) => Cut::Element(start..self.at),
            None => Cut::GivenUp,
        }
    }

    /// Whether `{` is followed by the key that every element begins with.
    fn opens_element(&self, after: &[u8]) -> bool {
        let Some(key) = self.first_key else { return false };
        let after = after.trim_ascii_start();
        let Some(after) = after.strip_prefix(b"\"").and_then(|after| after.strip_prefix(key.as_bytes())) else {
            return false;
        };
        after.strip_prefix(b"\"").is_some_and(|after| after.trim_ascii_start().starts_with(b":"))
    }

    /// A quotation mark got lost, so that texts and structure changed places: the "text" that has just ended is the
    /// structure before an element (`},{`). No valid JSON has a letter after a text.
    fn flipped(&self, bytes: &[u8]) -> Option<usize> {
        let key = self.first_key?;
        let after = bytes[self.at..].strip_prefix(key.as_bytes())?;
        let before = bytes[..self.at - 1].trim_ascii_end();
        (after.starts_with(b"\"") && before.ends_with(b"{")).then(|| before.len() - 1)
    }

    /// Leaves the element that broke off and begins the one at `at`.
    fn restart(&mut self, at: usize) -> Cut {
        let broken = self.start.unwrap_or(at)..at;
        self.at = at;
        self.depth = self.inside.unwrap_or_default();
        self.begin();
        Cut::Broken(broken)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cut, Elements};
    use proptest::prelude::*;

    /// Feeds the document in pieces and shows what is cut out of it.
    fn cut(document: &str, piece: usize, list: Option<&'static str>) -> (Vec<String>, String) {
        let mut elements = Elements::new(list, Some("cve"));
        let (mut window, mut shown) = (Vec::new(), Vec::new());
        for bytes in document.as_bytes().chunks(piece) {
            window.extend_from_slice(bytes);
            loop {
                let text = |range: std::ops::Range<usize>| String::from_utf8_lossy(&window[range]).into_owned();
                match elements.next(&window) {
                    Cut::Element(range) => shown.push(text(range)),
                    Cut::Broken(range) => shown.push(format!("broken {}", text(range))),
                    Cut::GivenUp => shown.push("given up".to_owned()),
                    Cut::More => break,
                }
            }
            let needed = elements.needed();
            window.drain(..needed);
            elements.taken(needed);
        }
        (shown, String::from_utf8_lossy(&elements.envelope).into_owned())
    }

    const PAGE: &str =
        r#"{"a":[{"b":"}{"}],"vulnerabilities":[{"cve":{"id":"1\"}"}}, {"cve":{"id":"2"}}],"timestamp":"t"}"#;

    #[test]
    fn elements_are_cut_out_whatever_the_pieces() {
        for piece in 1..PAGE.len() {
            let (elements, envelope) = cut(PAGE, piece, Some("vulnerabilities"));
            assert_eq!(elements, [r#"{"cve":{"id":"1\"}"}}"#, r#"{"cve":{"id":"2"}}"#], "{piece}");
            assert_eq!(envelope, r#"{"a":[{"b":"}{"}],"vulnerabilities":[, ],"timestamp":"t"}"#, "{piece}");
        }
    }

    #[test]
    fn an_outermost_list_is_cut() {
        assert_eq!(cut(r#"[{"id":1},[{"x":2}],{"id":3}]"#, 100, None).0, [r#"{"id":1}"#, r#"{"id":3}"#]);
    }

    #[test]
    fn an_element_that_breaks_off_does_not_swallow_the_next() {
        let page = r#"{"vulnerabilities":[{"cve":{"id":"1","x":[},{"cve":{"id":"2"}}]}"#;
        assert_eq!(
            cut(page, 1000, Some("vulnerabilities")).0,
            [r#"broken {"cve":{"id":"1","x":[},"#, r#"{"cve":{"id":"2"}}"#]
        );
    }

    #[test]
    fn a_lost_quotation_mark_does_not_swallow_the_rest() {
        let page = r#"{"vulnerabilities":[{"cve":{"id":"1","x":"y}},{"cve":{"id":"2"}},{"cve":{"id":"3"}}]}"#;
        assert_eq!(
            cut(page, 1000, Some("vulnerabilities")).0,
            [r#"broken {"cve":{"id":"1","x":"y}},"#, r#"{"cve":{"id":"2"}}"#, r#"{"cve":{"id":"3"}}"#]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(document: Vec<u8>, piece in 1usize..20) {
            let text = String::from_utf8_lossy(&document);
            cut(&text, piece, None);
            cut(&format!("{{\"vulnerabilities\":[{text}"), piece, Some("vulnerabilities"));
        }
    }
}
