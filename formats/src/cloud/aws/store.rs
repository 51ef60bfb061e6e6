//! Databases, warehouses, disks and their snapshots.

use super::{Export, Reader, Store};
use crate::json::Stop;

impl Reader<'_> {
    pub(super) fn store(&mut self, kind: Export) -> Result<(), Stop> {
        let mut store = Store { kind, id: String::new(), encrypted: None, public: None, line: self.line() };
        let id = match kind {
            Export::Databases => "DBInstanceIdentifier",
            Export::DatabaseSnapshots => "DBSnapshotIdentifier",
            Export::Warehouses => "ClusterIdentifier",
            Export::Volumes => "VolumeId",
            _ => "SnapshotId",
        };
        self.json.fields(|json, key| {
            match key {
                key if key == id => store.id = json.text_or_empty()?.into_owned(),
                "StorageEncrypted" | "Encrypted" => store.encrypted = json.boolean()?,
                "PubliclyAccessible" => store.public = json.boolean()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        self.broken |= store.id.is_empty();
        self.facts.stores.push(store);
        Ok(())
    }

    /// Who may copy a snapshot.
    pub(super) fn sharing(&mut self) -> Result<(), Stop> {
        let line = self.line();
        if self.json.text_of("Group")? == "all" {
            self.facts.setting.public = Some(true);
            self.facts.setting.line = line;
        }
        Ok(())
    }
}
