//! Secrets in rule sets: pre-shared keys, communities, password hashes, private keys, tokens – cut out before a text is kept.
//!
//! Lines stay where they are, so that a rule has the same line number before and after. Where a secret begins and nothing
//! tells where it ends, the rest of its line goes: too much is cut rather than too little, and [`reads_the_same`] proves that
//! no rule was.

mod configuration;
mod marked;
#[cfg(test)]
mod tests;

use super::{Language, RuleFile, pan_os, read_as};
use network::Addresses;
use network::policy::{Policy, Span};
use terms::choice;

/// What stands in the place of a secret.
pub const REMOVED: &str = "REMOVED";

choice! {
    /// Kinds of secrets.
    SecretKind {
        PrivateKey = "private-key": "private key" | "秘密鍵",
        SharedKey = "shared-key": "pre-shared key" | "事前共有鍵",
        Community = "community": "SNMP community" | "SNMP コミュニティ名",
        Password = "password": "password or its hash" | "パスワードまたはそのハッシュ",
        Token = "token": "token or other secret" | "トークンなどの秘密情報",
    }
}

/// A secret that was cut out: what it was and where, never what it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// Line, from 1.
    pub line: u32,
    /// Its kind.
    pub kind: SecretKind,
}

/// A rule set without its secrets.
#[derive(Clone, Debug)]
pub struct Stripped {
    /// The file with its text.
    pub file: RuleFile,
    /// What was cut, in the order of lines.
    pub cuts: Vec<Cut>,
    /// Lines that speak of a secret and of which nothing was cut: comments, settings with another name. Somebody has to look.
    pub doubtful: Vec<u32>,
}

/// A piece of the text that goes.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    kind: SecretKind,
}

/// Cuts the secrets out of a rule set. Texts of packet filters alone (nftables, iptables, ipset, the rule table) have no
/// place for a secret but their comments, and stay as they are.
pub fn strip(file: &RuleFile, language: Language) -> Stripped {
    let mut cuts = Vec::new();
    let mut text = without(&file.text, &marked::private_keys(&file.text), &mut cuts);
    let pieces = match language {
        Language::Nftables | Language::NftablesJson | Language::IptablesSave => Vec::new(),
        Language::IpsetSave | Language::RuleCsv => Vec::new(),
        Language::CiscoAsa | Language::CiscoIos | Language::YamahaRtx => configuration::lines(&text),
        Language::FortiGate => configuration::fortigate(&text),
        Language::PanOs if text.trim_start().starts_with('<') => marked::xml(&text),
        Language::PanOs if pan_os::is_nested(&text) => configuration::braces(&text),
        Language::PanOs => configuration::set_lines(&text),
        Language::Aws | Language::AzureNsg => marked::json(&text),
        Language::Kubernetes if text.trim_start().starts_with(['{', '[']) => marked::json(&text),
        Language::Kubernetes => marked::yaml(&text),
    };
    text = without(&text, &pieces, &mut cuts);
    cuts.sort_unstable();
    let doubtful = doubtful(&text);
    Stripped { file: RuleFile { name: file.name.clone(), text }, cuts, doubtful }
}

/// The text without the pieces, which stand in its order; line ends inside a piece stay.
fn without(text: &str, pieces: &[Piece], cuts: &mut Vec<Cut>) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut done, mut line) = (0, 1_u32);
    for piece in pieces {
        let (Some(before), Some(gone)) = (text.get(done..piece.start), text.get(piece.start..piece.end)) else {
            continue;
        };
        out.push_str(before);
        line = line.saturating_add(lines_in(before));
        cuts.push(Cut { line, kind: piece.kind });
        out.push_str(REMOVED);
        gone.chars().filter(|letter| *letter == '\n').for_each(|letter| out.push(letter));
        line = line.saturating_add(lines_in(gone));
        done = piece.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

fn lines_in(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// Words that a line about a secret has.
const TELLING: [&str; 9] =
    ["passw", "passphrase", "secret", "psk", "pre-shared", "presharedkey", "snmp", "private", "token"];

fn doubtful(text: &str) -> Vec<u32> {
    let speaks = |line: &str| {
        let line = line.to_ascii_lowercase();
        TELLING.iter().any(|word| line.contains(word)) && !line.contains("removed")
    };
    let numbered = text.lines().zip(1_u32..);
    numbered.filter(|(line, _)| speaks(line)).map(|(_, number)| number).collect()
}

/// Whether a setting or field of this name holds a secret, and of which kind.
fn kind_of(name: &str) -> Option<SecretKind> {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let no_value = ["name", "arn", "keyid", "policy", "expire", "lifetime", "time", "length", "type", "status"];
    if has(&["public", "nexttoken", "setcommunity"]) {
        None
    } else if has(&["accesskeyid"]) {
        Some(SecretKind::Token)
    } else if no_value.iter().any(|end| name.ends_with(end)) {
        None
    } else if has(&["privatekey"]) {
        Some(SecretKind::PrivateKey)
    } else if has(&["psk", "presharedkey", "sharedkey", "customergatewayconfiguration"]) {
        Some(SecretKind::SharedKey)
    } else if has(&["community"]) {
        Some(SecretKind::Community)
    } else if has(&["passw", "passphrase", "phash", "pwd"]) {
        Some(SecretKind::Password)
    } else if has(&["secret", "token", "credential", "accesskey", "apikey", "authkey", "enckey", "accountkey"])
        || has(&["connectionstring", "userdata", "wepkey", "md5key"])
    {
        Some(SecretKind::Token)
    } else {
        None
    }
}

/// Whether something stands there that is not a secret, or no longer one: stars that the device printed, a switch, our own word.
fn is_empty(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'']).trim();
    value.chars().all(|letter| letter == '*')
        || value == REMOVED
        || ["enable", "disable", "true", "false", "null"].contains(&value)
}

/// Whether both rule sets say the same of every packet, rule for rule and line for line, for every device.
pub fn reads_the_same(before: &[RuleFile], after: &[RuleFile], language: Option<Language>) -> bool {
    let device = Addresses::default();
    let (mut before, mut after) = (read_as(before, language, &device), read_as(after, language, &device));
    [&mut before.policy, &mut after.policy].into_iter().for_each(without_bytes);
    let places = |findings: &[terms::Finding]| {
        findings.iter().map(|finding| (finding.code(), finding.subject.clone())).collect::<Vec<_>>()
    };
    before.policy == after.policy
        && before.languages == after.languages
        && places(&before.findings) == places(&after.findings)
}

/// Lines stay and bytes move when something is cut.
fn without_bytes(policy: &mut Policy) {
    let lines = |span: &mut Span| (span.start, span.end) = (0, 0);
    for chain in &mut policy.chains {
        lines(&mut chain.span);
        chain.rules.iter_mut().for_each(|rule| lines(&mut rule.span));
    }
    policy.unread.iter_mut().for_each(|(span, _)| lines(span));
}
