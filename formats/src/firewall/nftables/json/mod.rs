//! The JSON of `nft -j list ruleset` (libnftables-json(5), schema version 1).

mod statement;
mod value;

use super::text::{priority, table_of};
use super::{Statement, Tables};
use crate::firewall::build::Builder;
use crate::json::{Json, Next, Stop};
use network::policy::{Action, Base, Hook, Kind, Span};
use statement::statement;
use std::borrow::Cow;
use std::rc::Rc;
use value::list;

/// Reads a file.
pub(crate) fn read(file: u16, text: &str, builder: &mut Builder) {
    let json = Json::new(text.as_bytes());
    let mut reader =
        Reader { json, broken: false, file, line: 1, counted: 0, builder, tables: Tables::default(), table: None };
    let stopped = reader.file().is_err();
    let broken = stopped || reader.broken || reader.json.defects.is_broken();
    let end = reader.json.offset();
    let span = reader.span(end);
    let Reader { mut tables, builder, .. } = reader;
    tables.finish(builder);
    if broken {
        builder.unread(span, "the JSON breaks off, or holds values of another type than expected");
    }
}

struct Reader<'a, 'b> {
    json: Json<'a>,
    /// A list was something else.
    broken: bool,
    file: u16,
    line: u32,
    counted: usize,
    builder: &'b mut Builder,
    tables: Tables<'a>,
    /// The table met last: family, name, key.
    table: Option<(Cow<'a, str>, Cow<'a, str>, Rc<str>)>,
}

/// The fields that chains, rules and sets share.
#[derive(Default)]
struct Head<'a> {
    family: Cow<'a, str>,
    table: Cow<'a, str>,
    name: Cow<'a, str>,
    chain: Cow<'a, str>,
}

/// What a base chain says of itself.
#[derive(Default)]
struct BaseWords<'a> {
    kind: Option<Cow<'a, str>>,
    hook: Option<Cow<'a, str>>,
    priority: Option<Cow<'a, str>>,
    policy: Option<Cow<'a, str>>,
}

type Statements<'a> = Vec<Statement<'a>>;

impl<'a> Reader<'a, '_> {
    /// The part from an offset to where the reader stands.
    fn span(&mut self, start: usize) -> Span {
        let bytes = self.json.bytes();
        let to = start.clamp(self.counted, bytes.len());
        let lines = memchr::memchr_iter(b'\n', &bytes[self.counted..to]).count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.counted = to;
        let end = start + self.json.since(start).len();
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, line: self.line, start: number(start), end: number(end) }
    }

    fn file(&mut self) -> Result<(), Stop> {
        if !self.json.object()? {
            return Ok(());
        }
        while let Some(key) = self.json.key()? {
            if key != "nftables" {
                self.json.skip()?;
                continue;
            }
            self.broken |= self.json.peek()? != Next::Array;
            if self.json.array()? {
                while self.json.element()? {
                    self.object()?;
                }
            }
        }
        Ok(())
    }

    /// One object of the list; `{"add": {…}}` holds another one.
    fn object(&mut self) -> Result<(), Stop> {
        let start = self.json.offset();
        if !self.json.object()? {
            return Ok(());
        }
        while let Some(key) = self.json.key()? {
            match key.as_ref() {
                "add" | "create" | "insert" => self.object()?,
                "chain" => self.chain(start)?,
                "rule" => self.rule(start)?,
                "set" | "map" => self.set(false)?,
                "element" => self.set(true)?,
                "table" => self.table()?,
                "metainfo" | "counter" | "quota" | "limit" | "ct helper" | "ct timeout" | "ct expectation"
                | "flowtable" | "secmark" | "synproxy" | "flush" => self.json.skip()?,
                other => {
                    let what = other.to_owned();
                    self.json.skip()?;
                    let span = self.span(start);
                    self.builder.unread(span, what);
                }
            }
        }
        Ok(())
    }

    fn table_key(&mut self, head: &Head<'a>) -> (Rc<str>, u8, bool) {
        let known = self.table.as_ref().filter(|(family, name, _)| *family == head.family && *name == head.table);
        let key = match known {
            Some((.., key)) => key.clone(),
            None => {
                let key = table_of(&head.family, &head.table).name;
                self.table = Some((head.family.clone(), head.table.clone(), key.clone()));
                key
            }
        };
        let table = match head.family.as_ref() {
            "ip" => (1, false),
            "ip6" => (2, false),
            "inet" => (3, false),
            _ => (0, true),
        };
        (key, table.0, table.1)
    }

    fn table(&mut self) -> Result<(), Stop> {
        let (mut family, mut name, mut dormant) = (Cow::default(), Cow::default(), false);
        self.json.fields(|json, key| {
            match key {
                "family" => family = json.text_or_empty()?,
                "name" => name = json.text_or_empty()?,
                "flags" => {
                    let start = json.offset();
                    json.skip()?;
                    dormant = json.since(start).windows(7).any(|part| part == b"dormant");
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if dormant {
            // Chains of the table follow; their packets are never seen, and saying so is the safe way.
            let at = self.json.offset();
            let span = self.span(at);
            self.builder.unread(span, format!("table {family} {name} is dormant"));
        }
        Ok(())
    }

    fn chain(&mut self, start: usize) -> Result<(), Stop> {
        let (mut head, mut words) = (Head::default(), BaseWords::default());
        self.json.fields(|json, key| {
            match key {
                "family" => head.family = json.text_or_empty()?,
                "table" => head.table = json.text_or_empty()?,
                "name" => head.name = json.text_or_empty()?,
                "type" => words.kind = json.text()?,
                "hook" => words.hook = json.text()?,
                "prio" => words.priority = json.text()?,
                "policy" => words.policy = json.text()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let (table, families, elsewhere) = self.table_key(&head);
        let span = self.span(start);
        let chain = self.builder.chain(&table, &head.name, families, span);
        let BaseWords { kind: Some(kind), hook, priority: at, policy } = words else { return Ok(()) };
        let kind = match kind.as_ref() {
            "filter" | "route" => Some(Kind::Filter),
            "nat" => Some(Kind::Nat),
            _ => None,
        };
        let hook = hook.and_then(|hook| Hook::from_name(&hook));
        let at = at.and_then(|word| priority(&word, hook));
        let policy = match policy.as_deref() {
            None | Some("accept") => Action::Accept,
            Some("drop") => Action::Drop,
            Some(_) => Action::Unknown,
        };
        match (kind, hook, at) {
            (Some(kind), Some(hook), Some(priority)) if !elsewhere => {
                self.builder.set_base(chain, Base { kind, hook, priority, policy }, span);
            }
            _ => self.builder.unread(span, "a base chain of a kind that is not followed"),
        }
        Ok(())
    }

    fn rule(&mut self, start: usize) -> Result<(), Stop> {
        let mut head = Head::default();
        let mut statements = Statements::new();
        let mut told = false;
        self.json.fields(|json, key| {
            match key {
                "family" => head.family = json.text_or_empty()?,
                "table" => head.table = json.text_or_empty()?,
                "chain" => head.chain = json.text_or_empty()?,
                "expr" => {
                    told = json.peek()? == Next::Array;
                    json.elements(|json| {
                        statements.extend(statement(json)?);
                        Ok(())
                    })?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        // Without its statements a rule would silently do nothing.
        self.broken |= !told;
        let (table, families, _) = self.table_key(&head);
        let span = self.span(start);
        let chain = self.builder.chain(&table, &head.chain, families, span);
        self.tables.rule((&table, families), chain, span, statements, self.builder);
        Ok(())
    }

    /// A set, a map, or (`more`) elements for one.
    fn set(&mut self, more: bool) -> Result<(), Stop> {
        let mut head = Head::default();
        let (mut elements, mut unsure) = (Vec::new(), false);
        self.json.fields(|json, key| {
            match key {
                "family" => head.family = json.text_or_empty()?,
                "table" => head.table = json.text_or_empty()?,
                "name" => head.name = json.text_or_empty()?,
                "elem" => unsure |= list(json, &mut elements)?,
                "flags" => {
                    let start = json.offset();
                    json.skip()?;
                    let holds = |word: &[u8]| json.since(start).windows(word.len()).any(|part| part == word);
                    unsure |= holds(b"dynamic") || holds(b"timeout");
                }
                "timeout" => {
                    unsure = true;
                    return Ok(false);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let _ = more;
        let (table, ..) = self.table_key(&head);
        self.tables.set(&table, head.name, elements, unsure);
        Ok(())
    }
}
