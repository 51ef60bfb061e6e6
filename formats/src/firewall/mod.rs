//! Firewall rule sets of every language that is read, as one kind of policy.
//!
//! Whatever a reader does not understand stays in the policy as an unsure condition, an unknown action or an unread part, so
//! that the proof says "not proved" there; nothing is taken for allowed or denied in silence.

mod at_ends;
pub mod aws;
pub mod azure_nsg;
pub mod blocks;
mod build;
pub mod cisco;
mod draft;
mod ends;
mod findings;
pub mod fortigate;
mod ipset;
pub mod iptables;
pub(crate) mod json_place;
pub mod kubernetes;
mod language;
mod lines;
mod masks;
pub mod nftables;
pub mod pan_os;
pub mod rule_csv;
pub mod secrets;
mod statement;
#[cfg(test)]
mod testing;
mod words;
pub mod write;
pub mod yamaha_rtx;

pub use findings::{CARDS, NotAFirewall, NotUnderstood, TakenForGranted};
pub use language::Language;

use build::Builder;
use ipset::Sets;
use network::Addresses;
use network::policy::{Policy, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;
use terms::{Finding, Place, Priority, Subject};

/// A rule set as given: the name of its file and its text.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// As the user named it.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl RuleFile {
    /// From bytes in UTF-8, UTF-16 or Shift_JIS; what is none of it becomes U+FFFD, a byte order mark goes.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> RuleFile {
        let bytes = match crate::sbom::decode(&bytes) {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(decoded) => decoded,
        };
        let mut text =
            String::from_utf8(bytes).unwrap_or_else(|fault| String::from_utf8_lossy(fault.as_bytes()).into_owned());
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        RuleFile { name: name.into(), text }
    }
}

/// What was read of several files, taken together.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// The rules.
    pub policy: Policy,
    /// What was not understood, and where.
    pub findings: Vec<Finding>,
    /// The language of each file; `None` for one that is no rule set.
    pub languages: Vec<Option<Language>>,
}

/// The most findings that are kept of one reading; each also stands in the policy.
const KEPT: usize = 1000;

/// Reads rule sets that hold together, such as the IPv4 and the IPv6 side of one firewall, each in the language that its
/// content shows.
pub fn read(files: &[RuleFile]) -> RuleSet {
    read_as(files, None, &Addresses::default())
}

/// The same in a language that somebody named. `device`: the addresses of the device that the rules are about, for
/// languages whose rules say only "to me" and "from me".
pub fn read_as(files: &[RuleFile], language: Option<Language>, device: &Addresses) -> RuleSet {
    let mut builder = Builder::default();
    let mut findings = Vec::new();
    let mut together: BTreeMap<Language, Vec<(u16, &str)>> = BTreeMap::new();
    let told = |file: &RuleFile| language.or_else(|| Language::recognise(&file.text));
    let languages: Vec<Option<Language>> = files.iter().map(told).collect();
    let sets = sets(files, &languages, &mut builder);
    for ((number, file), language) in files.iter().enumerate().zip(&languages) {
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        match *language {
            Some(language) if language.is_of_several_files() => {
                together.entry(language).or_default().push((number, &file.text));
            }
            Some(language) => read_one((number, file), language, device, &sets, &mut builder),
            None => {
                let subject = Subject::at(file.name.clone(), Place::file(file.name.clone()));
                findings.push(Finding::new(Priority::Undecided, subject, NotAFirewall {}));
            }
        }
    }
    for (language, files) in together {
        match language {
            Language::Kubernetes => kubernetes::read(&files, device, &mut builder),
            Language::AzureNsg => azure_nsg::read(&files, device, &mut builder),
            _ => aws::read(&files, device, &mut builder),
        }
    }
    let (policy, notes) = builder.finish();
    findings.extend(notes.into_iter().take(KEPT).map(|note| note.finding(files)));
    RuleSet { policy, findings, languages }
}

/// The sets that rules of iptables name stand in files of their own, in any order.
fn sets(files: &[RuleFile], languages: &[Option<Language>], builder: &mut Builder) -> Sets {
    let mut sets = Sets::default();
    for ((number, file), language) in files.iter().enumerate().zip(languages) {
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        match language {
            Some(Language::IpsetSave) => sets.file(number, &file.text, builder),
            Some(Language::IptablesSave) => sets.rules(&file.text),
            _ => {}
        }
    }
    sets.finish();
    sets
}

fn read_one(
    (number, file): (u16, &RuleFile),
    language: Language,
    device: &Addresses,
    sets: &Sets,
    builder: &mut Builder,
) {
    match language {
        Language::Nftables => nftables::text::read(number, &file.text, builder),
        Language::NftablesJson => nftables::json::read(number, &file.text, builder),
        Language::IptablesSave => iptables::read(number, &file.name, &file.text, sets, builder),
        Language::RuleCsv => rule_csv::read(number, &file.text, device, builder),
        Language::CiscoAsa => cisco::asa::read(number, &file.text, builder),
        Language::CiscoIos => cisco::ios::read(number, &file.text, builder),
        Language::FortiGate => fortigate::read(number, &file.text, builder),
        Language::YamahaRtx => yamaha_rtx::read(number, &file.text, builder),
        Language::PanOs => pan_os::read(number, &file.text, builder),
        // Read together with the other files of their language, or before all others.
        Language::IpsetSave | Language::Aws | Language::Kubernetes | Language::AzureNsg => {}
    }
}

/// A part of a rule set that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Note {
    pub(crate) span: Span,
    pub(crate) what: String,
    /// What was taken for granted instead, in English and Japanese.
    pub(crate) taken: Option<[&'static str; 2]>,
}

impl Note {
    fn finding(self, files: &[RuleFile]) -> Finding {
        let Note { span, what, taken } = self;
        let file = files.get(usize::from(span.file)).map(|file| file.name.clone()).unwrap_or_default();
        let place = Place { file: file.clone(), line: span.line, column: 0 };
        let subject = Subject::at(format!("{file}:{}", span.line), place);
        if let Some([en, ja]) = taken {
            return Finding::new(Priority::Attention, subject, TakenForGranted { en, ja });
        }
        let mut finding = Finding::new(Priority::Attention, subject, NotUnderstood { what: what.clone() });
        finding.key = what;
        finding
    }
}

/// The text of a rule as it stands in its file, on one line and no longer than a screen's.
pub fn text_of(files: &[RuleFile], span: Span) -> String {
    let text = files.get(usize::from(span.file)).map(|file| file.text.as_str()).unwrap_or_default();
    let part = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let mut line = String::new();
    for word in part.split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > 400 {
            line.push_str(" …");
            break;
        }
    }
    line
}
