//! The text of `nft list ruleset`, and scripts that look like it.

use super::lexer::{Lexer, Token};
use super::{Element, Key, Operator, Outcome, Statement, Tables, Values};
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

    /// The elements of a set whose `{` is taken, and whether one of them was not understood.
    fn elements(&mut self) -> (Vec<Element<'a>>, bool) {
        let (mut elements, mut unsure) = (Vec::new(), false);
        loop {
            while matches!(self.lexer.peek(), Token::Line | Token::Mark(b',' | b';')) {
                self.lexer.next();
            }
            match self.lexer.peek() {
                Token::Mark(b'}') => {
                    self.lexer.next();
                    return (elements, unsure);
                }
                Token::End => return (elements, true),
                Token::Mark(b'$') => unsure |= !self.named(&mut elements),
                Token::Word(_) | Token::Quoted(_) => {
                    let (element, doubt) = self.element();
                    elements.extend(element);
                    unsure |= doubt;
                }
                _ => {
                    self.lexer.next();
                    unsure = true;
                }
            }
        }
    }

    /// `$name`: what was defined.
    fn named(&mut self, elements: &mut Vec<Element<'a>>) -> bool {
        self.lexer.next();
        let defined = self.lexer.word().and_then(|name| self.words.get(name));
        defined.map(|defined| elements.extend(defined.iter().cloned())).is_some()
    }

    fn element(&mut self) -> (Option<Element<'a>>, bool) {
        let Some(first) = self.value() else { return (None, true) };
        let mut element = Element::one(first);
        let mut unsure = false;
        loop {
            match self.lexer.peek() {
                Token::Word(".") => {
                    self.lexer.next();
                    match self.value() {
                        Some(part) => element.more.push(part),
                        None => unsure = true,
                    }
                }
                Token::Word(":") => {
                    self.lexer.next();
                    element.outcome = Some(self.outcome());
                }
                Token::Word("counter") => {
                    self.lexer.next();
                    self.counter();
                }
                Token::Word("comment") => {
                    self.lexer.next();
                    self.lexer.word();
                }
                Token::Word("timeout" | "expires") => {
                    unsure = true;
                    self.lexer.next();
                    self.lexer.word();
                }
                Token::Mark(b',' | b'}') | Token::Line | Token::End => return (Some(element), unsure),
                _ => {
                    unsure = true;
                    self.lexer.next();
                }
            }
        }
    }

    /// A value; `a - b` with spaces is joined.
    fn value(&mut self) -> Option<Cow<'a, str>> {
        let first = self.lexer.word()?;
        if self.lexer.peek() != Token::Word("-") {
            return Some(Cow::Borrowed(first));
        }
        self.lexer.next();
        let last = self.lexer.word()?;
        Some(Cow::Owned(format!("{first}-{last}")))
    }

    fn outcome(&mut self) -> Outcome<'a> {
        match self.lexer.word() {
            Some("accept") => Outcome::Accept,
            Some("drop") => Outcome::Drop,
            Some("return") => Outcome::Return,
            Some("continue") => Outcome::Continue,
            Some("jump") => self.lexer.word().map_or(Outcome::Other, |name| Outcome::Jump(Cow::Borrowed(name))),
            Some("goto") => self.lexer.word().map_or(Outcome::Other, |name| Outcome::Goto(Cow::Borrowed(name))),
            _ => Outcome::Other,
        }
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

    fn rule(&mut self, table: &Table, chain: usize, start: usize, line: u32) {
        let mut statements = Vec::with_capacity(3);
        loop {
            match self.lexer.peek() {
                Token::End | Token::Line | Token::Mark(b';' | b'}') => break,
                _ => {
                    if let Some(statement) = self.statement() {
                        statements.push(statement);
                    }
                }
            }
        }
        let span = self.span(start, line);
        self.tables.rule((&table.name, table.families), chain, span, statements, self.builder);
    }

    fn statement(&mut self) -> Option<Statement<'a>> {
        let start = self.lexer.start();
        let word = match self.lexer.next() {
            Token::Word(word) => word,
            _ => return Some(Statement::Unsure(self.not_understood(start))),
        };
        match word {
            "accept" => Some(Statement::Verdict(Outcome::Accept)),
            "drop" => Some(Statement::Verdict(Outcome::Drop)),
            "return" => Some(Statement::Verdict(Outcome::Return)),
            "continue" => Some(Statement::Verdict(Outcome::Continue)),
            "jump" | "goto" => Some(self.leap(word)),
            "reject" => {
                self.until_statement();
                Some(Statement::Verdict(Outcome::Drop))
            }
            "counter" => {
                self.counter();
                None
            }
            "log" => {
                self.log();
                None
            }
            "comment" => {
                self.lexer.word();
                None
            }
            // Later packets of an offloaded flow pass beside every rule: what the rules say is not proved for them.
            "flow" | "notrack" | "snat" | "dnat" | "redirect" | "masquerade" | "tproxy" => {
                self.lexer.rest();
                Some(Statement::Changes(self.text_since(start)))
            }
            "queue" | "synproxy" | "fwd" | "dup" => {
                self.lexer.rest();
                Some(Statement::Unknown(self.text_since(start)))
            }
            _ => self.condition(word, start),
        }
    }

    /// Words at which a statement that is not understood ends.
    const STATEMENTS: [&'static str; 20] = [
        "accept",
        "drop",
        "reject",
        "return",
        "continue",
        "jump",
        "goto",
        "queue",
        "comment",
        "log",
        "counter",
        "snat",
        "dnat",
        "redirect",
        "masquerade",
        "tproxy",
        "notrack",
        "synproxy",
        "fwd",
        "dup",
    ];

    /// Words that begin a condition or keep a record; without a verdict behind them they decide nothing.
    const CONDITIONS: [&'static str; 28] = [
        "limit", "quota", "tcp", "udp", "udplite", "sctp", "dccp", "ip", "ip6", "icmp", "icmpv6", "igmp", "ct", "meta",
        "fib", "rt", "exthdr", "frag", "dst", "hbh", "ah", "esp", "comp", "ether", "vlan", "socket", "add", "update",
    ];

    fn leap(&mut self, word: &str) -> Statement<'a> {
        let Some(name) = self.lexer.word() else { return Statement::Unknown(Cow::Borrowed("jump")) };
        let name = Cow::Borrowed(name);
        Statement::Verdict(if word == "jump" { Outcome::Jump(name) } else { Outcome::Goto(name) })
    }

    fn text_since(&mut self, start: usize) -> Cow<'a, str> {
        Cow::Borrowed(self.lexer.text.get(start..self.lexer.last_end.max(start)).unwrap_or_default())
    }

    /// `counter`, `counter name "x"`, `counter packets 0 bytes 0`.
    fn counter(&mut self) {
        loop {
            match self.lexer.peek() {
                Token::Word("packets" | "bytes" | "name") => {
                    self.lexer.next();
                    self.lexer.word();
                }
                Token::Quoted(_) => {
                    self.lexer.next();
                }
                _ => return,
            }
        }
    }

    fn log(&mut self) {
        loop {
            match self.lexer.peek() {
                Token::Word("prefix" | "level" | "group" | "snaplen" | "queue-threshold" | "flags") => {
                    let flags = self.lexer.next() == Token::Word("flags");
                    let kind = self.lexer.word();
                    if flags && matches!(kind, Some("tcp" | "ip")) {
                        self.lexer.word();
                        while self.lexer.take(b',') {
                            self.lexer.word();
                        }
                    }
                }
                _ => return,
            }
        }
    }

    /// Passes over words up to the next statement that is known.
    fn until_statement(&mut self) {
        loop {
            match self.lexer.peek() {
                Token::End | Token::Line | Token::Mark(b';' | b'}') => return,
                Token::Word(word) if Self::STATEMENTS.contains(&word) => return,
                Token::Mark(b'{') => {
                    self.lexer.next();
                    self.elements();
                }
                _ => {
                    self.lexer.next();
                }
            }
        }
    }

    fn not_understood(&mut self, start: usize) -> Cow<'a, str> {
        self.until_statement();
        self.text_since(start)
    }

    fn condition(&mut self, word: &'a str, start: usize) -> Option<Statement<'a>> {
        let Some(mut key) = self.key(word) else { return self.strange(start, word) };
        let mut keys = vec![key];
        while self.lexer.peek() == Token::Word(".") {
            self.lexer.next();
            let Some(next) = self.lexer.word().and_then(|word| self.key(word)) else {
                return Some(Statement::Unsure(self.not_understood(start)));
            };
            key = next;
            keys.push(key);
        }
        if self.lexer.peek() == Token::Word("vmap") {
            self.lexer.next();
            let (values, unsure) = self.values()?;
            return Some(if unsure {
                Statement::Unknown(self.not_understood(start))
            } else {
                Statement::Map(keys, values)
            });
        }
        let Some(operator) = self.operator() else { return Some(Statement::Unsure(self.not_understood(start))) };
        match self.values() {
            Some((values, false)) => Some(Statement::Match(keys, operator, values)),
            _ => Some(Statement::Unsure(self.not_understood(start))),
        }
    }

    /// A statement that is not known.
    fn strange(&mut self, start: usize, word: &str) -> Option<Statement<'a>> {
        let text = self.not_understood(start);
        let mut words = text.split_ascii_whitespace();
        // A mark that is set decides nothing by itself; a rule that looks at marks is unsure.
        if let (Some("meta" | "ct"), Some("mark" | "priority"), Some("set"), Some(_), None) =
            (words.next(), words.next(), words.next(), words.next(), words.next())
        {
            return None;
        }
        let sets = text.split_ascii_whitespace().any(|word| word == "set");
        let ends = matches!(self.lexer.peek(), Token::End | Token::Line | Token::Mark(b';' | b'}'));
        let decides = ends && (sets || !Self::CONDITIONS.contains(&word));
        Some(if decides { Statement::Unknown(text) } else { Statement::Unsure(text) })
    }

    fn key(&mut self, word: &str) -> Option<Key> {
        match word {
            "iif" | "iifname" | "oif" | "oifname" => Key::of("meta", word),
            "l4proto" | "nfproto" => Key::of("meta", word),
            "ip" | "ip6" | "tcp" | "udp" | "sctp" | "dccp" | "udplite" | "th" | "icmp" | "icmpv6" | "ct" | "meta" => {
                let Token::Word(field) = self.lexer.peek() else { return None };
                let key = Key::of(word, field)?;
                self.lexer.next();
                Some(key)
            }
            _ => None,
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        if self.lexer.take(b'!') {
            return self.lexer.take(b'=').then_some(Operator::IsNot);
        }
        if self.lexer.take(b'=') {
            return self.lexer.take(b'=').then_some(Operator::Is);
        }
        match self.lexer.peek() {
            Token::Mark(b'<' | b'>' | b'&' | b'|' | b'^' | b'(')
            | Token::Word("and" | "or" | "xor" | "lt" | "gt" | "le" | "ge" | "not") => None,
            Token::Word("eq") => {
                self.lexer.next();
                Some(Operator::Is)
            }
            Token::Word("ne") => {
                self.lexer.next();
                Some(Operator::IsNot)
            }
            _ => Some(Operator::Is),
        }
    }

    /// The right side, and whether something in it was not understood.
    fn values(&mut self) -> Option<(Values<'a>, bool)> {
        if self.lexer.take(b'{') {
            let (elements, unsure) = self.elements();
            return Some((Values::Here(elements), unsure));
        }
        if self.lexer.take(b'@') {
            return self.lexer.word().map(|name| (Values::Named(Cow::Borrowed(name)), false));
        }
        let mut elements = Vec::with_capacity(1);
        if self.lexer.peek() == Token::Mark(b'$') {
            let known = self.named(&mut elements);
            return Some((Values::Here(elements), !known));
        }
        let mut element = Element::one(self.value()?);
        while self.lexer.peek() == Token::Word(".") {
            self.lexer.next();
            element.more.push(self.value()?);
        }
        elements.push(element);
        while self.lexer.take(b',') {
            elements.push(Element::one(self.value()?));
        }
        // `dport 22 & 1`, `daddr map {…}`: the value goes on in a way that is not followed.
        let unsure =
            matches!(self.lexer.peek(), Token::Mark(b'&' | b'|' | b'<' | b'^') | Token::Word("and" | "or" | "map"));
        Some((Values::Here(elements), unsure))
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
