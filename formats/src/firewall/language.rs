/// A language of firewalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// `nft list ruleset`.
    Nftables,
    /// `nft -j list ruleset`.
    NftablesJson,
    /// `iptables-save`, `ip6tables-save`.
    IptablesSave,
    /// `ipset save`, beside rules of iptables.
    IpsetSave,
    /// The rule table that docs/firewalls.md describes.
    RuleCsv,
    /// Cisco ASA, `show running-config`.
    CiscoAsa,
    /// Cisco IOS and IOS XE, `show running-config`.
    CiscoIos,
    /// AWS security groups and network ACLs, as the AWS command line describes them.
    Aws,
    /// Kubernetes NetworkPolicy, YAML or JSON.
    Kubernetes,
    /// FortiGate, a configuration backup or `show`.
    FortiGate,
    /// YAMAHA RTX, `show config`.
    YamahaRtx,
    /// Palo Alto PAN-OS, the configuration as XML or as `set` commands.
    PanOs,
    /// Azure network security groups, JSON.
    AzureNsg,
}

impl Language {
    /// Every language that is read.
    pub const ALL: [Language; 13] = [
        Language::Nftables,
        Language::NftablesJson,
        Language::IptablesSave,
        Language::IpsetSave,
        Language::RuleCsv,
        Language::CiscoAsa,
        Language::CiscoIos,
        Language::Aws,
        Language::Kubernetes,
        Language::FortiGate,
        Language::YamahaRtx,
        Language::PanOs,
        Language::AzureNsg,
    ];

    /// The stable name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Language::Nftables => "nftables",
            Language::NftablesJson => "nftables-json",
            Language::IptablesSave => "iptables-save",
            Language::IpsetSave => "ipset-save",
            Language::RuleCsv => "rule-csv",
            Language::CiscoAsa => "cisco-asa",
            Language::CiscoIos => "cisco-ios",
            Language::Aws => "aws",
            Language::Kubernetes => "kubernetes",
            Language::FortiGate => "fortigate",
            Language::YamahaRtx => "yamaha-rtx",
            Language::PanOs => "pan-os",
            Language::AzureNsg => "azure-nsg",
        }
    }

    /// Whether its files say something only together, such as groups and the interfaces that have them.
    pub(crate) fn is_of_several_files(self) -> bool {
        matches!(self, Language::Aws | Language::Kubernetes | Language::AzureNsg)
    }

    /// The language of a name.
    pub fn from_name(name: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.name() == name)
    }

    /// The language of a rule set, by its content.
    pub fn recognise(text: &str) -> Option<Language> {
        let marked = text.trim_start().starts_with(['{', '[', '<']);
        if !marked && super::rule_csv::is_table(text) {
            return Some(Language::RuleCsv);
        }
        Language::by_first_words(text)
    }

    fn by_first_words(text: &str) -> Option<Language> {
        if text.trim_start().starts_with(['{', '[']) {
            return of_json(text);
        }
        if text.trim_start().starts_with('<') {
            return (text.contains("<config") && text.contains("<rules>")).then_some(Language::PanOs);
        }
        for line in text.lines().map(str::trim) {
            let word = line.split_ascii_whitespace().next().unwrap_or_default();
            match word {
                "" => {}
                "-A" | "-P" | "-N" | "COMMIT" => return Some(Language::IptablesSave),
                _ if line.starts_with('#') => {}
                _ if line.starts_with('*') || (line.starts_with(':') && word != ":") => {
                    return Some(Language::IptablesSave);
                }
                "create" if line.split_ascii_whitespace().nth(2).is_some_and(|kind| kind.contains(':')) => {
                    return Some(Language::IpsetSave);
                }
                "table" | "flush" | "add" | "define" | "include" | "create" => return Some(Language::Nftables),
                _ => return Language::of_configuration(text),
            }
        }
        Language::of_configuration(text)
    }

    /// The language of a configuration whose first words do not tell it: the first line that one language alone has, else
    /// the first that one language mostly has.
    fn of_configuration(text: &str) -> Option<Language> {
        let first = |tell: fn(&[&str]) -> Option<Language>| {
            text.lines().find_map(|line| tell(&line.split_ascii_whitespace().collect::<Vec<_>>()))
        };
        first(surely).or_else(|| first(mostly))
    }
}

/// The language of a JSON document, by the first key that one language alone has.
fn of_json(text: &str) -> Option<Language> {
    let has = |keys: &[&str]| keys.iter().any(|key| text.contains(&format!("\"{key}\"")));
    if has(&["nftables"]) {
        Some(Language::NftablesJson)
    } else if has(&super::aws::LISTS) {
        Some(Language::Aws)
    } else if has(&["securityRules"]) {
        Some(Language::AzureNsg)
    } else if has(&["apiVersion"]) {
        Some(Language::Kubernetes)
    } else {
        None
    }
}

fn surely(words: &[&str]) -> Option<Language> {
    match words {
        ["config", "firewall" | "system" | "vdom" | "global", ..] => Some(Language::FortiGate),
        ["ip" | "ipv6", "filter", _, word, ..] | ["ip" | "ipv6", _, "secure", "filter", word, ..]
            if ["pass", "reject", "restrict", "in", "out"].iter().any(|known| word.starts_with(known)) =>
        {
            Some(Language::YamahaRtx)
        }
        ["set", path @ ..] if path.windows(3).any(|three| three[0].ends_with("rulebase") && three[2] == "rules") => {
            Some(Language::PanOs)
        }
        ["set", "deviceconfig" | "zone" | "vsys" | "shared" | "device-group", ..] => Some(Language::PanOs),
        ["rulebase" | "pre-rulebase" | "post-rulebase" | "deviceconfig" | "device-group", "{"] => Some(Language::PanOs),
        ["apiVersion:", _] => Some(Language::Kubernetes),
        ["ASA", "Version", ..] | [":", "Saved"] | ["nameif" | "security-level", _] => Some(Language::CiscoAsa),
        ["access-list", _, "extended", ..] | ["same-security-traffic", ..] => Some(Language::CiscoAsa),
        ["access-group", _, "in" | "out" | "global", ..] | ["object", "network" | "service", _] => {
            Some(Language::CiscoAsa)
        }
        ["ip", "access-list", "standard" | "extended", ..] | ["ip", "access-group", ..] => Some(Language::CiscoIos),
        ["ipv6", "access-list" | "traffic-filter", ..] | ["Building", "configuration..."] => Some(Language::CiscoIos),
        _ => None,
    }
}

fn mostly(words: &[&str]) -> Option<Language> {
    match words {
        ["access-list", number, "permit" | "deny" | "remark", ..] if number.parse::<u16>().is_ok() => {
            Some(Language::CiscoIos)
        }
        ["interface", _] | ["service", "timestamps", ..] => Some(Language::CiscoIos),
        _ => None,
    }
}
