//! Statements of a rule.

use super::{Reader, Table};
use crate::firewall::nftables::lexer::Token;
use crate::firewall::nftables::{Key, Operator, Outcome, Statement};
use std::borrow::Cow;

impl<'a> Reader<'a, '_> {
    pub(super) fn rule(&mut self, table: &Table, chain: usize, start: usize, line: u32) {
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
    pub(super) fn counter(&mut self) {
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
}
