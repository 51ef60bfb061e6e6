/// A language of firewalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// `nft list ruleset`.
    Nftables,
    /// `nft -j list ruleset`.
    NftablesJson,
    /// `iptables-save`, `ip6tables-save`.
    IptablesSave,
    /// The rule table that docs/firewalls.md describes.
    RuleCsv,
}

impl Language {
    /// Every language that is read.
    pub const ALL: [Language; 4] =
        [Language::Nftables, Language::NftablesJson, Language::IptablesSave, Language::RuleCsv];

    /// The stable name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Language::Nftables => "nftables",
            Language::NftablesJson => "nftables-json",
            Language::IptablesSave => "iptables-save",
            Language::RuleCsv => "rule-csv",
        }
    }

    /// The language of a name.
    pub fn from_name(name: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.name() == name)
    }

    /// The language of a rule set, by its content.
    pub fn recognise(text: &str) -> Option<Language> {
        Language::by_first_words(text).or_else(|| super::rule_csv::is_table(text).then_some(Language::RuleCsv))
    }

    fn by_first_words(text: &str) -> Option<Language> {
        if text.trim_start().starts_with('{') {
            return text.contains("\"nftables\"").then_some(Language::NftablesJson);
        }
        for line in text.lines().map(str::trim) {
            let word = line.split_ascii_whitespace().next().unwrap_or_default();
            match word {
                "" => {}
                "-A" | "-P" | "-N" | "COMMIT" => return Some(Language::IptablesSave),
                _ if line.starts_with('#') => {}
                _ if line.starts_with('*') || line.starts_with(':') => return Some(Language::IptablesSave),
                "table" | "flush" | "add" | "define" | "include" | "create" => return Some(Language::Nftables),
                _ => return None,
            }
        }
        None
    }
}
