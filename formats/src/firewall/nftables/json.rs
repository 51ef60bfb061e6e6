//! The JSON of `nft -j list ruleset` (libnftables-json(5), schema version 1).

use super::text::{priority, table_of};
use super::{Element, Key, Operator, Outcome, Statement, Tables, Values};
use crate::firewall::build::Builder;
use crate::json::{Json, Next, Stop};
use network::policy::{Action, Base, Hook, Kind, Span};
use std::borrow::Cow;
use std::rc::Rc;

/// Reads a file.
pub(crate) fn read(file: u16, text: &str, builder: &mut Builder) {
    let json = Json::new(text.as_bytes());
    let mut reader = Reader { json, file, line: 1, counted: 0, builder, tables: Tables::default(), table: None };
    let stopped = reader.file().is_err();
    let broken = stopped || reader.json.defects.is_broken();
    let end = reader.json.offset();
    let span = reader.span(end);
    let Reader { mut tables, builder, .. } = reader;
    tables.finish(builder);
    if broken {
        builder.unread(span, "the JSON breaks off or cannot be read whole");
    }
}

struct Reader<'a, 'b> {
    json: Json<'a>,
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
            if key == "nftables" && self.json.array()? {
                while self.json.element()? {
                    self.object()?;
                }
            } else if key != "nftables" {
                self.json.skip()?;
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
        self.json.fields(|json, key| {
            match key {
                "family" => head.family = json.text_or_empty()?,
                "table" => head.table = json.text_or_empty()?,
                "chain" => head.chain = json.text_or_empty()?,
                "expr" => json.elements(|json| {
                    statements.extend(statement(json)?);
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
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

/// One statement; `None` for one that decides nothing.
fn statement<'a>(json: &mut Json<'a>) -> Result<Option<Statement<'a>>, Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(Some(Statement::Unknown(Cow::Borrowed("?"))));
    }
    let mut found = None;
    while let Some(key) = json.key()? {
        found = match key.as_ref() {
            "match" => Some(condition(json, start)?),
            "vmap" => Some(verdict_map(json, start)?),
            "accept" | "drop" | "return" | "continue" => {
                json.skip()?;
                Some(Statement::Verdict(plain(&key)))
            }
            "jump" | "goto" => {
                let target = json.text_of("target")?;
                Some(Statement::Verdict(if key == "jump" { Outcome::Jump(target) } else { Outcome::Goto(target) }))
            }
            "reject" => {
                json.skip()?;
                Some(Statement::Verdict(Outcome::Drop))
            }
            "counter" | "log" | "comment" => {
                json.skip()?;
                None
            }
            "mangle" => {
                json.skip()?;
                let text = raw(json, start);
                // A mark that is set decides nothing by itself; a changed header does.
                if text.contains("\"payload\"") { Some(Statement::Changes(text)) } else { None }
            }
            "snat" | "dnat" | "masquerade" | "redirect" | "tproxy" | "notrack" | "flow" => {
                json.skip()?;
                Some(Statement::Changes(raw(json, start)))
            }
            "limit" | "quota" | "set" | "map" | "ct count" => {
                json.skip()?;
                Some(Statement::Unsure(raw(json, start)))
            }
            _ => {
                json.skip()?;
                Some(Statement::Unknown(raw(json, start)))
            }
        };
    }
    Ok(found)
}

fn plain<'a>(word: &str) -> Outcome<'a> {
    match word {
        "accept" => Outcome::Accept,
        "drop" => Outcome::Drop,
        "return" => Outcome::Return,
        "continue" => Outcome::Continue,
        _ => Outcome::Other,
    }
}

/// The text since an offset, as far as one shows it.
fn raw<'a>(json: &Json<'a>, start: usize) -> Cow<'a, str> {
    let bytes = json.bytes().get(start..start + json.since(start).len().min(120)).unwrap_or_default();
    String::from_utf8_lossy(bytes)
}

fn condition<'a>(json: &mut Json<'a>, start: usize) -> Result<Statement<'a>, Stop> {
    let (mut keys, mut operator, mut values, mut unsure) = (Vec::new(), None, None, false);
    json.fields(|json, key| {
        match key {
            "op" => {
                operator = match json.text_or_empty()?.as_ref() {
                    "==" | "in" => Some(Operator::Is),
                    "!=" => Some(Operator::IsNot),
                    _ => None,
                }
            }
            "left" => unsure |= !left(json, &mut keys)?,
            "right" => {
                let (found, doubt) = right(json)?;
                values = found;
                unsure |= doubt;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    match (operator, values) {
        (Some(operator), Some(values)) if !unsure && !keys.is_empty() => Ok(Statement::Match(keys, operator, values)),
        _ => Ok(Statement::Unsure(raw(json, start))),
    }
}

fn verdict_map<'a>(json: &mut Json<'a>, start: usize) -> Result<Statement<'a>, Stop> {
    let (mut keys, mut values, mut unsure) = (Vec::new(), None, false);
    json.fields(|json, key| {
        match key {
            "key" => unsure |= !left(json, &mut keys)?,
            "data" => {
                let (found, doubt) = right(json)?;
                values = found;
                unsure |= doubt;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    match values {
        Some(values) if !unsure && !keys.is_empty() => Ok(Statement::Map(keys, values)),
        _ => Ok(Statement::Unknown(raw(json, start))),
    }
}

/// The keys of a condition; `false` when one is not understood.
fn left(json: &mut Json<'_>, keys: &mut Vec<Key>) -> Result<bool, Stop> {
    if json.peek()? != Next::Object || !json.object()? {
        json.skip()?;
        return Ok(false);
    }
    let mut understood = true;
    while let Some(kind) = json.key()? {
        match kind.as_ref() {
            "payload" | "meta" | "ct" => {
                let (mut protocol, mut field, mut strange) = (kind.clone(), Cow::default(), false);
                json.fields(|json, key| {
                    match key {
                        "protocol" => protocol = json.text_or_empty()?,
                        "field" | "key" => field = json.text_or_empty()?,
                        // Direction of a connection, raw offsets: not followed.
                        _ => {
                            strange = true;
                            return Ok(false);
                        }
                    }
                    Ok(true)
                })?;
                match Key::of(&protocol, &field) {
                    Some(key) if !strange => keys.push(key),
                    _ => understood = false,
                }
            }
            "concat" => json.elements(|json| {
                understood &= left(json, keys)?;
                Ok(())
            })?,
            _ => {
                understood = false;
                json.skip()?;
            }
        }
    }
    Ok(understood)
}

/// The right side, and whether something in it was not understood.
fn right<'a>(json: &mut Json<'a>) -> Result<(Option<Values<'a>>, bool), Stop> {
    match json.peek()? {
        Next::String => {
            let text = json.text_or_empty()?;
            Ok(match text.strip_prefix('@') {
                Some(name) => (Some(Values::Named(Cow::Owned(name.to_owned()))), false),
                None => (Some(Values::Here(vec![Element::one(text)])), false),
            })
        }
        Next::Array => {
            let mut elements = Vec::new();
            let unsure = list(json, &mut elements)?;
            Ok((Some(Values::Here(elements)), unsure))
        }
        _ => {
            let mut elements = Vec::new();
            let unsure = value(json, &mut elements)?;
            Ok((Some(Values::Here(elements)), unsure))
        }
    }
}

/// Elements of a list, pairs of a map among them; whether one was not understood.
fn list<'a>(json: &mut Json<'a>, elements: &mut Vec<Element<'a>>) -> Result<bool, Stop> {
    if json.peek()? != Next::Array {
        return value(json, elements);
    }
    let mut unsure = false;
    json.elements(|json| {
        if json.peek()? == Next::Array {
            unsure |= pair(json, elements)?;
        } else {
            unsure |= value(json, elements)?;
        }
        Ok(())
    })?;
    Ok(unsure)
}

/// `[key, verdict]`
fn pair<'a>(json: &mut Json<'a>, elements: &mut Vec<Element<'a>>) -> Result<bool, Stop> {
    let (mut place, mut unsure) = (0, false);
    json.elements(|json| {
        match place {
            0 => unsure |= value(json, elements)?,
            _ => {
                let leads = outcome(json)?;
                if let Some(last) = elements.last_mut() {
                    last.outcome = Some(leads);
                }
            }
        }
        place += 1;
        Ok(())
    })?;
    Ok(unsure || place != 2)
}

fn outcome<'a>(json: &mut Json<'a>) -> Result<Outcome<'a>, Stop> {
    if json.peek()? != Next::Object || !json.object()? {
        json.skip()?;
        return Ok(Outcome::Other);
    }
    let mut outcome = Outcome::Other;
    while let Some(key) = json.key()? {
        outcome = match key.as_ref() {
            "jump" => Outcome::Jump(json.text_of("target")?),
            "goto" => Outcome::Goto(json.text_of("target")?),
            word => {
                let word = plain(word);
                json.skip()?;
                word
            }
        };
    }
    Ok(outcome)
}

/// One value as nft would write it; several for a set inside; whether it was not understood.
fn value<'a>(json: &mut Json<'a>, elements: &mut Vec<Element<'a>>) -> Result<bool, Stop> {
    match json.peek()? {
        Next::String | Next::Number => {
            elements.push(Element::one(json.text_or_empty()?));
            return Ok(false);
        }
        Next::Object => {}
        _ => {
            json.skip()?;
            return Ok(true);
        }
    }
    if !json.object()? {
        return Ok(true);
    }
    let mut unsure = false;
    while let Some(key) = json.key()? {
        match key.as_ref() {
            "set" => unsure |= list(json, elements)?,
            "prefix" => {
                let (mut address, mut length) = (Cow::default(), Cow::default());
                json.fields(|json, key| {
                    match key {
                        "addr" => address = json.text_or_empty()?,
                        "len" => length = json.text_or_empty()?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?;
                elements.push(Element::one(Cow::Owned(format!("{address}/{length}"))));
            }
            "range" => {
                let mut ends = Vec::new();
                unsure |= list(json, &mut ends)?;
                let [low, high] = ends.as_slice() else {
                    unsure = true;
                    continue;
                };
                elements.push(Element::one(Cow::Owned(format!("{}-{}", low.first, high.first))));
            }
            "concat" => {
                let mut parts = Vec::new();
                unsure |= list(json, &mut parts)?;
                let mut parts = parts.into_iter().map(|part| part.first);
                match parts.next() {
                    Some(first) => elements.push(Element { first, more: parts.collect(), outcome: None }),
                    None => unsure = true,
                }
            }
            "elem" => json.fields(|json, key| {
                match key {
                    "val" => unsure |= value(json, elements)?,
                    "comment" | "counter" => json.skip()?,
                    _ => {
                        unsure = true;
                        return Ok(false);
                    }
                }
                Ok(true)
            })?,
            _ => {
                unsure = true;
                json.skip()?;
            }
        }
    }
    Ok(unsure)
}
