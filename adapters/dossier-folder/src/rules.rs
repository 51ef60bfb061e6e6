//! Rule sets of a site's firewalls: `firewalls/ID/`, with rules.yaml beside the files.

use crate::files::{self, cannot_write};
use crate::load::Loading;
use crate::{SiteFolder, packages};
use activities::dossier_port::DossierFault;
use activities::stored_rules::{RECORD, RuleShelf};
use device::Id;
use formats::dossier::v1;
use site::StoredRules;
use std::fs;

/// The folder of rule sets.
pub(crate) const FIREWALLS: &str = "firewalls";

/// The largest rule set that is read.
const LARGEST: u64 = 1 << 30;

/// The records of the rule sets that a site keeps, each of the firewall whose folder it stands in.
pub(crate) fn records(loading: &mut Loading<'_>) -> Result<Vec<StoredRules>, DossierFault> {
    let files = loading.files.iter();
    let folder = |name: &str| Some(name.strip_prefix("firewalls/")?.strip_suffix("/rules.yaml")?.to_owned());
    let folders: Vec<String> = files.filter_map(|file| folder(&file.name)).collect();
    let mut records = Vec::new();
    for folder in folders {
        let record = loading.one::<v1::StoredRules>(&format!("{FIREWALLS}/{folder}/{RECORD}"))?;
        records.extend(record.filter(|record| record.firewall.as_str() == folder));
    }
    Ok(records)
}

impl RuleShelf for SiteFolder {
    fn rules(&self, firewall: &Id) -> Result<Vec<(String, Vec<u8>)>, DossierFault> {
        let folder = self.root().join(FIREWALLS).join(firewall.as_str());
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let root = fs::canonicalize(self.root()).map_err(|cause| files::cannot_read(self.root(), cause))?;
        files::inside(&root, &folder)?;
        files::walk(&folder)?.into_iter().map(|file| Ok((file.name.clone(), file.read(LARGEST)?))).collect()
    }

    fn put_rules(&self, firewall: &Id, files: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        let all = self.root().join(FIREWALLS);
        fs::create_dir_all(&all).map_err(|cause| cannot_write(&all, cause))?;
        let root = fs::canonicalize(self.root()).map_err(|cause| files::cannot_read(self.root(), cause))?;
        files::inside(&root, &all)?;
        packages::put(&all, firewall.as_str(), files)
    }
}
