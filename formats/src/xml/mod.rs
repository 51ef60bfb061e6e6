//! XML read by pulling: no tree, every element with its byte offset, defects beside what could be read.
//!
//! Only the five entities that XML itself names and numbered characters are resolved; a document type declaration is
//! passed over and noted, so nothing in it can expand. Elements of foreign namespaces are passed over.

#[cfg(test)]
mod tests;
mod text;

use crate::defect::{Defects, Wrong};
use crate::json::Stop;
use crate::sbom::shortened;
use quick_xml::NsReader;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use std::borrow::Cow;
use text::Text;

/// An element that has been entered.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// Byte offset of its `<`.
    pub at: usize,
    /// Its name without prefix.
    pub name: &'a str,
    /// What stands between `<` and `>`, and the length of the name in there.
    inside: &'a str,
    named: usize,
}

/// A position in an XML text, and what was found wrong so far.
pub struct Xml<'a> {
    reader: NsReader<&'a [u8]>,
    text: &'a str,
    /// Whether a namespace (`None`: an element in none) is the format's own.
    ours: fn(Option<&str>) -> bool,
    depth: u32,
    /// The element entered last was `<a/>`: it has ended already.
    ended: bool,
    /// Text between elements is no defect.
    quiet: bool,
    /// Namespaces that were passed over and told.
    others: Vec<String>,
    /// What was found wrong so far.
    pub defects: Defects,
}

/// What stood at the reader's position.
enum Met<'a> {
    Open(Tag<'a>),
    Foreign,
    Text(Cow<'a, str>),
    Reference(Cow<'a, str>),
    Close,
    Nothing,
    End,
}

impl<'a> Xml<'a> {
    /// Elements nested deeper than this are passed over.
    pub const DEEPEST: u32 = 400;

    /// Starts at the beginning. Bytes behind one that is no UTF-8 are not read; [`crate::sbom::decode`] leaves none.
    pub fn new(bytes: &'a [u8], ours: fn(Option<&str>) -> bool) -> Xml<'a> {
        let (text, broken) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let good = &bytes[..error.valid_up_to()];
                (std::str::from_utf8(good).unwrap_or_default(), Some(error.valid_up_to()))
            }
        };
        let mut defects = Defects::default();
        if let Some(at) = broken {
            defects.note(at, "", Wrong::BadUtf8);
        }
        let mut reader = NsReader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        Xml { reader, text, ours, depth: 0, ended: false, quiet: false, others: Vec::new(), defects }
    }

    /// The next element inside the one entered last; `None` when that has ended. It must be consumed, by this, by
    /// [`text`](Self::text) or by [`skip`](Self::skip), before the next call for the one around it.
    pub fn child(&mut self) -> Result<Option<Tag<'a>>, Stop> {
        self.next_inside(None)
    }

    /// The next element inside one that may hold text instead: the text is passed over.
    pub fn node(&mut self) -> Result<Option<Tag<'a>>, Stop> {
        self.quiet = true;
        let next = self.child();
        self.quiet = false;
        next
    }

    /// The next element inside one that may hold text instead; the text met on the way goes to `text`.
    pub(crate) fn child_or_text(&mut self, text: &mut String) -> Result<Option<Tag<'a>>, Stop> {
        self.next_inside(Some(text))
    }

    /// Text met on the way goes to `into`; where nobody wants it, it is noted.
    fn next_inside(&mut self, mut into: Option<&mut String>) -> Result<Option<Tag<'a>>, Stop> {
        loop {
            match self.met()? {
                Met::Open(tag) if self.depth > Self::DEEPEST => {
                    self.defects.note(tag.at, tag.name, Wrong::TooDeep);
                    self.skip()?;
                }
                Met::Open(tag) => return Ok(Some(tag)),
                Met::Foreign => self.skip()?,
                Met::Close => return Ok(None),
                Met::End if self.depth == 0 => return Ok(None),
                Met::End => return self.stop("a closing tag"),
                Met::Text(piece) => match into.as_deref_mut() {
                    Some(text) => text.push_str(&piece),
                    None if self.depth > 0 && !self.quiet && !piece.trim().is_empty() => {
                        let at = self.offset().saturating_sub(piece.len());
                        self.defects.note(at, "text", Wrong::NotAllowed { value: shortened(piece.trim()) });
                    }
                    None => {}
                },
                Met::Reference(name) => {
                    if let Some(text) = into.as_deref_mut() {
                        let at = self.offset();
                        text.push_str(&text::entity(&name, at, &mut self.defects));
                    }
                }
                Met::Nothing => {}
            }
        }
    }

    /// The text of the element entered last, to its end, without white space around it. Elements inside it are passed over
    /// and noted.
    pub fn text(&mut self) -> Result<Cow<'a, str>, Stop> {
        let mut whole = Text::default();
        loop {
            match self.met()? {
                Met::Text(text) => whole.push(text),
                Met::Reference(name) => {
                    let at = self.offset();
                    whole.push(Cow::Owned(text::entity(&name, at, &mut self.defects)));
                }
                Met::Open(tag) => {
                    self.defects.note(tag.at, tag.name, Wrong::WrongType { expected: "a text" });
                    self.skip()?;
                }
                Met::Foreign => self.skip()?,
                Met::Close => {
                    let text = whole.finish();
                    if text.contains(char::REPLACEMENT_CHARACTER) {
                        let at = self.offset();
                        self.defects.note(at, "", Wrong::BadUtf8);
                    }
                    return Ok(text);
                }
                Met::End => return self.stop("a closing tag"),
                Met::Nothing => {}
            }
        }
    }

    /// Passes over the rest of the element entered last.
    pub fn skip(&mut self) -> Result<(), Stop> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if let Met::End = self.met()? {
                return self.stop("a closing tag");
            }
        }
        Ok(())
    }

    /// After the outermost element: notes anything but comments and white space that follows.
    pub fn end(&mut self) {
        while let Ok(met) = self.met() {
            match met {
                Met::End => return,
                Met::Text(text) if text.trim().is_empty() => {}
                Met::Nothing => {}
                Met::Open(_) | Met::Foreign | Met::Text(_) | Met::Reference(_) | Met::Close => {
                    let at = self.offset();
                    return self.defects.note(at, "", Wrong::Broken { expected: "the end of the document" });
                }
            }
        }
    }

    /// The value of an attribute; `""` when the element has none of that name. A prefix counts as part of the name.
    pub fn attribute(&mut self, tag: Tag<'a>, name: &str) -> Cow<'a, str> {
        // Looking for duplicates would cost a pass for each.
        let mut all = Attributes::new(tag.inside, tag.named);
        let found = all.with_checks(false).filter_map(Result::ok).find(|attribute| attribute.key.0 == name);
        found.map_or(Cow::Borrowed(""), |attribute| {
            let value = text::resolved(attribute.value, tag.at, &mut self.defects);
            text::trimmed(value)
        })
    }

    /// Every attribute, with its value as written.
    pub fn attributes(tag: Tag<'a>) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        let mut all = Attributes::new(tag.inside, tag.named);
        all.with_checks(false);
        all.filter_map(Result::ok).map(|attribute| (attribute.key.0, attribute.value))
    }

    /// Where the reader stands.
    pub fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    fn met(&mut self) -> Result<Met<'a>, Stop> {
        if self.ended {
            self.ended = false;
            self.depth = self.depth.saturating_sub(1);
            return Ok(Met::Close);
        }
        let ours = self.ours;
        let mut other = None;
        let (own, event) = match self.reader.read_resolved_event() {
            Ok((ResolveResult::Bound(Namespace(name)), event)) => {
                other = Some(name).filter(|name| !ours(Some(name))).map(str::to_owned);
                (other.is_none(), event)
            }
            Ok((ResolveResult::Unbound | ResolveResult::Unknown(_), event)) => (ours(None), event),
            Err(_) => {
                let at = usize::try_from(self.reader.error_position()).unwrap_or_default().min(self.text.len());
                self.defects.note(at, "", Wrong::Broken { expected: "well-formed XML" });
                return Err(Stop);
            }
        };
        if let (Some(space), Event::Start(tag) | Event::Empty(tag)) = (other, &event) {
            self.foreign(tag, space);
        }
        Ok(match event {
            Event::Start(start) => self.open(start.len() + 2, start.len(), start.name().0.len(), own),
            Event::Empty(start) => {
                self.ended = true;
                self.open(start.len() + 3, start.len(), start.name().0.len(), own)
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Met::Close
            }
            Event::Text(text) => Met::Text(text.into_inner()),
            Event::CData(text) => Met::Text(text.into_inner()),
            Event::GeneralRef(name) => Met::Reference(name.into_inner()),
            Event::DocType(_) => {
                let at = self.offset();
                self.defects.note(at, "DOCTYPE", Wrong::NotAllowed { value: "DOCTYPE".to_owned() });
                Met::Nothing
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Met::Nothing,
            Event::Eof => Met::End,
        })
    }

    /// Tells of an element of another namespace: each namespace once; what stands in another file, whenever it is met.
    fn foreign(&mut self, tag: &BytesStart<'_>, namespace: String) {
        const TOLD: usize = 20;
        let (at, name) = (self.offset(), tag.name().0);
        let attributes = tag.attributes().filter_map(Result::ok);
        let target = attributes.filter(|one| one.key.0 == "href").map(|one| one.value.into_owned()).next();
        let target = target.unwrap_or_default();
        if namespace == "http://www.w3.org/2001/XInclude" && name.ends_with("include") {
            return self.defects.note(at, name, Wrong::Included { target: shortened(&target) });
        }
        if self.others.len() < TOLD && !self.others.contains(&namespace) {
            self.defects.note(at, name, Wrong::OtherNamespace { namespace: shortened(&namespace) });
            self.others.push(namespace);
        }
    }

    /// Enters an element whose markup of `whole` bytes has just been read.
    fn open(&mut self, whole: usize, length: usize, named: usize, own: bool) -> Met<'a> {
        self.depth += 1;
        if !own {
            return Met::Foreign;
        }
        let at = self.offset().saturating_sub(whole);
        let inside = self.text.get(at + 1..at + 1 + length).unwrap_or_default();
        let full = inside.get(..named).unwrap_or_default();
        let name = full.rsplit_once(':').map_or(full, |(_, local)| local);
        Met::Open(Tag { at, name, inside, named })
    }

    fn stop<T>(&mut self, expected: &'static str) -> Result<T, Stop> {
        let at = self.offset();
        self.defects.note(at, "", Wrong::Broken { expected });
        Err(Stop)
    }
}
