//! Published rule sets: every one is recognised and read; text and JSON of the same rules give the same policy.

use formats::firewall::{Language, RuleFile, RuleSet, read, read_as};
use network::policy::{Policy, Span};
use std::path::Path;

fn of(path: &Path) -> Result<RuleSet, String> {
    let bytes = std::fs::read(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    let set = read(&[RuleFile::new(path.display().to_string(), bytes)]);
    if set.languages == [None] { Err(format!("{}: not recognised", path.display())) } else { Ok(set) }
}

/// Without places, and with the words of what was not understood left out: text and JSON write them in their own way.
fn bare(set: RuleSet) -> Policy {
    let mut policy = set.policy;
    policy.unread.clear();
    for chain in &mut policy.chains {
        chain.span = Span::default();
        for rule in &mut chain.rules {
            rule.span = Span::default();
            rule.unsure = rule.unsure.take().map(|_| "?".into());
        }
    }
    policy.chains.sort_by(|a, b| a.name.cmp(&b.name));
    policy
}

/// Configurations of other makers: read in their language, with rules in them, and most of them recognised by content.
fn others(data: &Path) -> Result<(), String> {
    let tests = data.join("network/batfish/projects/batfish/src/test/resources/org/batfish/grammar");
    let folders = [
        (Language::CiscoAsa, tests.join("cisco_asa/testconfigs"), 80),
        (Language::CiscoIos, tests.join("cisco/testconfigs"), 10),
        (Language::CiscoIos, data.join("network/batfish/networks/example/live/configs"), 10),
        (Language::FortiGate, data.join("network/batfish/projects/fortios"), 20),
        (Language::PanOs, data.join("network/batfish/projects/palo_alto"), 150),
        (Language::Aws, data.join("network/aws-account-demo/account-data/demo/us-east-1"), 20),
    ];
    for (language, folder, least) in folders {
        let (mut rules, mut recognised, mut files) = (0, 0, 0);
        for entry in std::fs::read_dir(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?.flatten() {
            let bytes = std::fs::read(entry.path()).map_err(|fault| fault.to_string())?;
            let file = [RuleFile::new(entry.path().display().to_string(), bytes)];
            rules += read_as(&file, Some(language), &Default::default()).policy.rules();
            recognised += usize::from(read(&file).languages == [Some(language)]);
            files += 1;
        }
        if rules < least || recognised == 0 {
            return Err(format!("{}: {files} files, {recognised} recognised, {rules} rules", folder.display()));
        }
    }
    Ok(())
}

pub(crate) fn read_whole(data: &Path) -> Result<(), String> {
    let folder = data.join("network/nftables/resources/test");
    let mut read = 0;
    for kind in ["nft", "json"] {
        for entry in std::fs::read_dir(folder.join(kind)).map_err(|fault| fault.to_string())?.flatten() {
            of(&entry.path())?;
            read += 1;
        }
    }
    let tables = data.join("network/batfish/networks/iptables-firewall/iptables");
    for entry in std::fs::read_dir(tables).map_err(|fault| fault.to_string())?.flatten() {
        let set = of(&entry.path())?;
        if set.languages != [Some(Language::IptablesSave)] || !set.policy.unread.is_empty() {
            return Err(format!("{}: {:?}", entry.path().display(), set.policy.unread));
        }
        read += 1;
    }
    for name in ["basic", "workstation", "counter", "flow"] {
        let text = bare(of(&folder.join(format!("nft/{name}.nft")))?);
        let json = bare(of(&folder.join(format!("json/{name}.json")))?);
        if text != json {
            return Err(format!("{name}: text and JSON differ\n{text:#?}\n{json:#?}"));
        }
    }
    others(data)?;
    if read < 18 { Err(format!("only {read} rule sets were there")) } else { Ok(()) }
}
