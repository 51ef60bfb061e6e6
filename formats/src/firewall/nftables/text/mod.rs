//! The text of `nft list ruleset`, and scripts that look like it.

mod statement;
mod value;

use super::lexer::{Lexer, Token};
use super::{Element, Tables};
use crate::firewall::build::Builder;
use network::policy::{Action, Base, Hook, Kind, Span};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// Reads a file.
pub(crate) fn read(file: u16, text: &str, builder: &mut Builder) {
    let mut reader = Reader {
        lexer: Lexer::new(text),
        file,
        builder,
        tables: Tables::default(),
        words: HashMap::new(),
        asleep: Vec::new(),
    };
    reader.file();
    let Reader { mut tables, asleep, builder, .. } = reader;
    tables.finish(builder);
    for table in asleep {
        builder.sleep(&table);
    }
}

struct Reader<'a, 'b> {
    lexer: Lexer<'a>,
    file: u16,
    builder: &'b mut Builder,
    tables: Tables<'a>,
    /// What `define` gave names to.
    words: HashMap<&'a str, Vec<Element<'a>>>,
    asleep: Vec<Rc<str>>,
}

/// The table that is open.
#[derive(Clone)]
pub(super) struct Table {
    pub(super) name: Rc<str>,
    families: u8,
    /// Of a kind whose chains are not followed (bridge, netdev, arp).
    elsewhere: bool,
}

pub(super) fn table_of(family: &str, name: &str) -> Table {
    let (families, elsewhere) = match family {
        "ip" => (1, false),
        "ip6" => (2, false),
        "inet" => (3, false),
        _ => (0, true),
    };
    Table { name: Rc::from(format!("{family} {name}")), families, elsewhere }
}

const TABLE_FAMILIES: [&str; 6] = ["ip", "ip6", "inet", "arp", "bridge", "netdev"];

impl<'a> Reader<'a, '_> {
    fn span(&mut self, start: usize, line: u32) -> Span {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, line, start: number(start), end: number(self.lexer.last_end.max(start)) }
    }

    /// Here, up to the end of the statement.
    fn unread(&mut self, start: usize, line: u32) {
        self.lexer.rest();
        let span = self.span(start, line);
        let text = self.lexer.text.get(start..self.lexer.last_end.max(start)).unwrap_or_default();
        let short: String = text.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
        self.builder.unread(span, short);
    }

    fn file(&mut self) {
        loop {
            self.lexer.skip_lines();
            let (start, line) = (self.lexer.start(), self.lexer.line);
            match self.lexer.next() {
                Token::End => return,
                Token::Word("table") => self.table(start, line),
                Token::Word("flush") => self.lexer.rest(),
                Token::Word("define") => self.define(start, line),
                Token::Word("add" | "create") => self.add(start, line),
                _ => {
                    self.unread(start, line);
                    self.lexer.take(b'}');
                }
            }
        }
    }

    /// `ip filter`, the family left out for IPv4.
    fn table_name(&mut self) -> Option<Table> {
        let first = self.lexer.word()?;
        if TABLE_FAMILIES.contains(&first)
            && let Some(name) = self.lexer.word()
        {
            return Some(table_of(first, name));
        }
        Some(table_of("ip", first))
    }

    fn table(&mut self, start: usize, line: u32) {
        let Some(table) = self.table_name() else { return self.unread(start, line) };
        if !self.lexer.take(b'{') {
            return self.lexer.rest();
        }
        loop {
            self.lexer.skip_lines();
            let (start, line) = (self.lexer.start(), self.lexer.line);
            match self.lexer.next() {
                Token::Mark(b'}') => return,
                Token::End => return self.broken(start, line),
                Token::Word("chain") => self.chain(&table, start, line),
                Token::Word("set" | "map") => self.set(&table, start, line),
                Token::Word("flags") => {
                    let mut flags = self.lexer.clone();
                    if flags.word() == Some("dormant") {
                        self.asleep.push(table.name.clone());
                    }
                    self.lexer.rest();
                }
                // Objects that rules may name; a rule that leans on one says so itself.
                Token::Word(
                    "counter" | "quota" | "limit" | "ct" | "flowtable" | "secmark" | "synproxy" | "comment" | "tunnel",
                ) => self.lexer.rest(),
                _ => self.unread(start, line),
            }
        }
    }

    fn broken(&mut self, start: usize, line: u32) {
        let span = self.span(start, line);
        self.builder.unread(span, "the file ends in the middle");
    }

    fn chain(&mut self, table: &Table, start: usize, line: u32) {
        let Some(name) = self.lexer.word() else { return self.unread(start, line) };
        let span = self.span(start, line);
        let chain = self.builder.chain(&table.name, name, table.families, span);
        if !self.lexer.take(b'{') {
            return self.lexer.rest();
        }
        loop {
            self.lexer.skip_lines();
            let (start, line) = (self.lexer.start(), self.lexer.line);
            match self.lexer.peek() {
                Token::Mark(b'}') => {
                    self.lexer.next();
                    return;
                }
                Token::End => return self.broken(start, line),
                Token::Word("type") => self.base(table, chain, start, line),
                Token::Word("policy") => self.policy(chain),
                Token::Word("comment" | "flags" | "devices") => self.lexer.rest(),
                _ => self.rule(table, chain, start, line),
            }
        }
    }

    /// `type filter hook forward priority filter; policy drop;`
    fn base(&mut self, table: &Table, chain: usize, start: usize, line: u32) {
        self.lexer.next();
        let kind = match self.lexer.word() {
            Some("filter" | "route") => Some(Kind::Filter),
            Some("nat") => Some(Kind::Nat),
            _ => None,
        };
        let mut hook = None;
        let mut priority = None;
        loop {
            match self.lexer.peek() {
                Token::Word("hook") => {
                    self.lexer.next();
                    hook = self.lexer.word().and_then(Hook::from_name);
                }
                Token::Word("priority") => {
                    self.lexer.next();
                    priority = self.priority(hook);
                    break;
                }
                Token::Line | Token::End | Token::Mark(b';' | b'}') => break,
                _ => {
                    self.lexer.next();
                }
            }
        }
        self.lexer.rest();
        let span = self.span(start, line);
        match (kind, hook, priority) {
            (Some(kind), Some(hook), Some(priority)) if !table.elsewhere => {
                let base = Base { kind, hook, priority, policy: Action::Accept };
                self.builder.set_base(chain, base, span);
            }
            _ => self.builder.unread(span, "a base chain of a kind that is not followed"),
        }
    }

    fn priority(&mut self, hook: Option<Hook>) -> Option<i32> {
        let word = self.lexer.word()?;
        let mut value = priority(word, hook)?;
        while let Token::Word(sign) = self.lexer.peek() {
            let (sign, number) = match sign.strip_prefix('-') {
                Some(rest) => (-1, rest),
                None => (1, sign.strip_prefix('+').unwrap_or(sign)),
            };
            self.lexer.next();
            let number = if number.is_empty() { self.lexer.word()? } else { number };
            value = value.saturating_add(number.parse::<i32>().ok()?.saturating_mul(sign));
        }
        Some(value)
    }

    fn policy(&mut self, chain: usize) {
        self.lexer.next();
        let policy = match self.lexer.word() {
            Some("accept") => Action::Accept,
            Some("drop") => Action::Drop,
            _ => Action::Unknown,
        };
        if let Some(base) = self.builder.base_mut(chain) {
            base.policy = policy;
        }
    }

    fn set(&mut self, table: &Table, start: usize, line: u32) {
        let Some(name) = self.lexer.word() else { return self.unread(start, line) };
        if !self.lexer.take(b'{') {
            return self.unread(start, line);
        }
        let (mut elements, mut unsure) = (Vec::new(), false);
        loop {
            self.lexer.skip_lines();
            match self.lexer.next() {
                Token::Mark(b'}') => break,
                Token::End => {
                    self.broken(start, line);
                    break;
                }
                Token::Word("elements") => {
                    self.lexer.take(b'=');
                    if self.lexer.take(b'{') {
                        let (found, doubt) = self.elements();
                        elements = found;
                        unsure |= doubt;
                    } else {
                        unsure = true;
                        self.lexer.rest();
                    }
                }
                Token::Word("flags") => {
                    while let Some(flag) = self.lexer.word() {
                        unsure |= matches!(flag, "timeout" | "dynamic");
                        self.lexer.take(b',');
                    }
                }
                Token::Word(
                    "type" | "typeof" | "size" | "policy" | "comment" | "auto-merge" | "counter" | "gc-interval",
                ) => {
                    self.lexer.rest();
                }
                _ => {
                    unsure = true;
                    self.lexer.rest();
                }
            }
        }
        self.tables.set(&table.name, Cow::Borrowed(name), elements, unsure);
    }

    fn define(&mut self, start: usize, line: u32) {
        let Some(name) = self.lexer.word() else { return self.unread(start, line) };
        if !self.lexer.take(b'=') {
            return self.unread(start, line);
        }
        let mut elements = Vec::new();
        let understood = if self.lexer.take(b'{') {
            let (found, unsure) = self.elements();
            elements = found;
            !unsure
        } else if self.lexer.peek() == Token::Mark(b'$') {
            self.named(&mut elements)
        } else {
            let value = self.value();
            elements.extend(value.map(Element::one));
            !elements.is_empty()
        };
        if understood {
            self.words.insert(name, elements);
        }
        self.lexer.rest();
    }

    /// `add rule ip filter input …`, `add chain …`, `add table …`.
    fn add(&mut self, start: usize, line: u32) {
        match self.lexer.word() {
            Some("table") => self.table(start, line),
            Some("chain") => match self.table_name() {
                Some(table) => self.chain(&table, start, line),
                None => self.unread(start, line),
            },
            Some("set" | "map") => match self.table_name() {
                Some(table) => self.set(&table, start, line),
                None => self.unread(start, line),
            },
            Some("rule") => {
                let place = self.table_name().and_then(|table| Some((table, self.lexer.word()?)));
                let Some((table, name)) = place else { return self.unread(start, line) };
                let span = self.span(start, line);
                let chain = self.builder.chain(&table.name, name, table.families, span);
                self.rule(&table, chain, start, line);
            }
            Some("element") => {
                let place = self.table_name().and_then(|table| Some((table, self.lexer.word()?)));
                match place {
                    Some((table, name)) if self.lexer.take(b'{') => {
                        let (elements, unsure) = self.elements();
                        self.tables.set(&table.name, Cow::Borrowed(name), elements, unsure);
                    }
                    _ => self.unread(start, line),
                }
            }
            _ => self.unread(start, line),
        }
    }
}

/// The number of a priority: a number or a name (nft's names, which mean other numbers in a bridge).
pub(super) fn priority(word: &str, hook: Option<Hook>) -> Option<i32> {
    Some(match word {
        "raw" => -300,
        "mangle" => -150,
        "dstnat" => -100,
        "filter" => 0,
        "security" => 50,
        "srcnat" => 100,
        "out" if hook == Some(Hook::Output) => 100,
        number => number.parse().ok()?,
    })
}
