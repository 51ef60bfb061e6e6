//! Cuts the members of a large outermost object out of a document that arrives in pieces, so that it need never be held whole.

use super::Cut;

/// Finds where the members `"key": value` of the outermost object begin and end, without reading them. Takes each byte once.
#[derive(Debug, Default)]
pub struct Members {
    at: usize,
    depth: usize,
    start: Option<usize>,
    in_text: bool,
    given_up: bool,
    closed: bool,
}

impl Members {
    /// The first byte that is still needed.
    pub fn needed(&self) -> usize {
        self.start.unwrap_or(self.at)
    }

    /// Whether a member has begun and not ended.
    pub fn is_open(&self) -> bool {
        self.start.is_some()
    }

    /// Whether the outermost object has ended.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Says that `count` bytes were taken away at the front.
    pub fn taken(&mut self, count: usize) {
        self.at = self.at.saturating_sub(count);
        self.start = self.start.map(|start| start.saturating_sub(count));
    }

    /// Does without the member that is open: its bytes are not needed, only its end is looked for.
    pub fn give_up(&mut self) {
        self.given_up = true;
        self.start = None;
    }

    /// Looks on. `bytes` start where they started before, less what was [`taken`](Self::taken).
    pub fn next(&mut self, bytes: &[u8]) -> Cut {
        while let Some(&byte) = bytes.get(self.at) {
            if self.in_text && byte == b'\\' {
                // An escape is two bytes; both must be here.
                if bytes.len() < self.at + 2 {
                    return Cut::More;
                }
                self.at += 2;
                continue;
            }
            let here = self.at;
            self.at += 1;
            if self.in_text {
                self.in_text = byte != b'"';
                continue;
            }
            match byte {
                b'"' => {
                    self.in_text = true;
                    if self.depth == 1 && self.start.is_none() && !self.given_up {
                        self.start = Some(here);
                    }
                }
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.closed |= self.depth == 0;
                }
                _ => {}
            }
            let ends = (byte == b',' && self.depth == 1) || (matches!(byte, b'}' | b']') && self.depth == 0);
            if ends && std::mem::take(&mut self.given_up) {
                return Cut::GivenUp;
            }
            if let Some(start) = self.start.take_if(|_| ends) {
                return Cut::Element(start..here);
            }
        }
        Cut::More
    }
}

#[cfg(test)]
mod tests {
    use super::super::Cut;
    use super::Members;

    fn cut(document: &str, piece: usize) -> (Vec<String>, bool) {
        let mut members = Members::default();
        let (mut window, mut shown) = (Vec::new(), Vec::new());
        for bytes in document.as_bytes().chunks(piece) {
            window.extend_from_slice(bytes);
            loop {
                match members.next(&window) {
                    Cut::Element(range) | Cut::Broken(range) => {
                        shown.push(String::from_utf8_lossy(&window[range]).trim().to_owned());
                    }
                    Cut::GivenUp => {}
                    Cut::More => break,
                }
            }
            let needed = members.needed();
            window.drain(..needed);
            members.taken(needed);
        }
        (shown, members.is_closed())
    }

    #[test]
    fn members_are_cut_out_whatever_the_pieces() {
        let document = r#"{"a": {"x": [1, "}\""]}, "b\"": {"y": {}}, "c": 3}"#;
        for piece in 1..document.len() {
            let wanted = [r#""a": {"x": [1, "}\""]}"#, r#""b\"": {"y": {}}"#, r#""c": 3"#].map(str::to_owned).to_vec();
            assert_eq!(cut(document, piece), (wanted, true), "{piece}");
        }
        assert_eq!(cut(r#"{"a": {"x": 1}, "b": {"#, 4), (vec![r#""a": {"x": 1}"#.to_owned()], false));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(document: Vec<u8>, piece in 1usize..20) {
            cut(&String::from_utf8_lossy(&document), piece);
        }
    }
}
