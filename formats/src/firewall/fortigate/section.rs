//! Sections of a configuration: `config PATH`, `edit NAME`, `set KEY VALUE…`, `next`, `end`.

use crate::firewall::build::Builder;
use crate::firewall::lines::{end_of, shown};
use crate::firewall::statement::{Statement, Statements};
use network::policy::Span;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// A value that was set.
pub(super) type Value<'a> = Vec<Cow<'a, str>>;

/// An entry of a section.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) span: Span,
    pub(super) values: BTreeMap<Cow<'a, str>, Value<'a>>,
}

impl<'a> Entry<'a> {
    pub(super) fn list(&self, key: &str) -> &[Cow<'a, str>] {
        self.values.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn word(&self, key: &str) -> &str {
        self.list(key).first().map(AsRef::as_ref).unwrap_or_default()
    }

    pub(super) fn is_on(&self, key: &str) -> bool {
        self.word(key) == "enable"
    }
}

/// The entries of a section in order.
#[derive(Debug, Default)]
pub(super) struct Section<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    places: HashMap<Cow<'a, str>, usize>,
}

impl<'a> Section<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Entry<'a>> {
        self.places.get(name).and_then(|place| self.entries.get(*place))
    }

    fn open(&mut self, name: Cow<'a, str>, span: Span) -> usize {
        let entries = &mut self.entries;
        *self.places.entry(name.clone()).or_insert_with(|| {
            entries.push(Entry { name, span, values: BTreeMap::new() });
            entries.len() - 1
        })
    }
}

/// The sections that the filter is made of, by vdom and path.
#[derive(Debug, Default)]
pub(super) struct Sections<'a> {
    pub(super) of: BTreeMap<(String, String), Section<'a>>,
}

impl<'a> Sections<'a> {
    pub(super) fn get(&self, vdom: &str, path: &str) -> Option<&Section<'a>> {
        self.of.get(&(vdom.to_owned(), path.to_owned()))
    }
}

const READ: [&str; 12] = [
    "firewall address",
    "firewall address6",
    "firewall addrgrp",
    "firewall addrgrp6",
    "firewall service custom",
    "firewall service group",
    "firewall policy",
    "firewall policy6",
    "firewall vip",
    "firewall vip6",
    "firewall vipgrp",
    "system zone",
];

/// Sections that decide about packets in a way that is not read.
const DECIDES: [&str; 7] = [
    "firewall acl",
    "firewall acl6",
    "firewall consolidated policy",
    "firewall security-policy",
    "firewall policy46",
    "firewall policy64",
    "firewall interface-policy",
];

enum Frame {
    /// `config`, with its path.
    Config(String),
    /// `edit` of an entry that is kept: its place.
    Edit(Option<usize>),
    Vdom,
}

struct Reader<'a> {
    sections: Sections<'a>,
    frames: Vec<Frame>,
    vdom: String,
}

/// Reads a configuration; what may decide and is not read, and a text that breaks off, are unread.
pub(super) fn read<'a>(file: u16, text: &'a str, builder: &mut Builder) -> Sections<'a> {
    let mut reader = Reader { sections: Sections::default(), frames: Vec::new(), vdom: String::new() };
    let mut statements = Statements::new(file, text);
    for statement in statements.by_ref() {
        reader.statement(statement, builder);
    }
    if statements.broken || !reader.frames.is_empty() {
        builder.unread(end_of(file, text), "the configuration breaks off before its end");
    }
    reader.sections
}

impl<'a> Reader<'a> {
    fn statement(&mut self, statement: Statement<'a>, builder: &mut Builder) {
        let Statement { words, span } = statement;
        let first = words.first().map(AsRef::as_ref).unwrap_or_default();
        match first {
            "config" => self.config(words, span, builder),
            "edit" => self.edit(&words, span),
            "next" => {
                if matches!(self.frames.last(), Some(Frame::Edit(_))) {
                    self.frames.pop();
                }
            }
            "end" => {
                // `end` also closes an entry that `next` did not.
                while let Some(Frame::Edit(_)) = self.frames.last() {
                    self.frames.pop();
                }
                if let Some(Frame::Vdom) = self.frames.pop() {
                    self.vdom.clear();
                }
            }
            "set" | "append" | "unset" => self.set(words, span, builder),
            // What moves, copies or takes away entries stands in scripts, not in a backup.
            "move" | "delete" | "rename" | "clone" | "purge" if self.section().is_some() => {
                builder.unread(span, shown(&words.join(" ")));
            }
            _ => {}
        }
    }

    fn config(&mut self, words: Vec<Cow<'a, str>>, span: Span, builder: &mut Builder) {
        let path = words[1..].join(" ");
        if self.frames.is_empty() || matches!(self.frames.last(), Some(Frame::Vdom)) {
            if DECIDES.contains(&path.as_str()) {
                builder.unread(span, shown(&path));
            }
            if path == "vdom" {
                return self.frames.push(Frame::Vdom);
            }
        } else if let Some((section, place)) = self.entry() {
            // A table inside an entry says something that is not looked at.
            section.entries[place].values.insert(Cow::Owned(format!("config {path}")), Vec::new());
        }
        let inside = !matches!(self.frames.last(), None | Some(Frame::Vdom));
        self.frames.push(Frame::Config(if inside { String::new() } else { path }));
        // A section without entries is there all the same: no policy means that everything is denied.
        self.section();
    }

    /// The section that is read now.
    fn section(&mut self) -> Option<&mut Section<'a>> {
        let Some(Frame::Config(path)) = self.frames.last() else { return None };
        let path = READ.iter().find(|read| *read == path)?;
        Some(self.sections.of.entry((self.vdom.clone(), (*path).to_owned())).or_default())
    }

    fn entry(&mut self) -> Option<(&mut Section<'a>, usize)> {
        let [.., Frame::Config(path), Frame::Edit(Some(place))] = self.frames.as_slice() else { return None };
        let section = self.sections.of.get_mut(&(self.vdom.clone(), path.clone()))?;
        (*place < section.entries.len()).then_some((section, *place))
    }

    fn edit(&mut self, words: &[Cow<'a, str>], span: Span) {
        let name = words.get(1).cloned().unwrap_or_default();
        if let Some(Frame::Vdom) = self.frames.last() {
            self.vdom = name.into_owned();
            return;
        }
        let place = self.section().map(|section| section.open(name, span));
        self.frames.push(Frame::Edit(place));
    }

    fn set(&mut self, words: Vec<Cow<'a, str>>, span: Span, builder: &mut Builder) {
        let Some((section, place)) = self.entry() else { return };
        let entry = &mut section.entries[place];
        entry.span.end = span.end;
        let mut words = words.into_iter();
        let (verb, key) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match verb.as_ref() {
            "set" => {
                entry.values.insert(key, words.collect());
            }
            "append" => entry.values.entry(key).or_default().extend(words),
            _ => {
                entry.values.remove(&key);
            }
        }
        let _ = builder;
    }
}
