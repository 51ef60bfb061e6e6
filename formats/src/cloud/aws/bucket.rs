//! What is said of one bucket.

use super::Reader;
use crate::json::Stop;

/// Everybody, and everybody who has any account at AWS.
const EVERYBODY: [&str; 2] = ["/groups/global/AllUsers", "/groups/global/AuthenticatedUsers"];

impl Reader<'_> {
    pub(super) fn grant(&mut self) -> Result<(), Stop> {
        let line = self.line();
        let mut everybody = false;
        self.json.fields(|json, key| {
            let wanted = key == "Grantee";
            if wanted {
                let uri = json.text_of("URI")?;
                everybody |= EVERYBODY.iter().any(|group| uri.ends_with(group));
            }
            Ok(wanted)
        })?;
        if everybody {
            self.facts.setting.public = Some(true);
            self.facts.setting.line = line;
        }
        Ok(())
    }

    pub(super) fn policy_status(&mut self) -> Result<(), Stop> {
        let line = self.line();
        let mut public = None;
        self.json.fields(|json, key| {
            let wanted = key == "IsPublic";
            if wanted {
                public = json.boolean()?;
            }
            Ok(wanted)
        })?;
        self.facts.setting.public = public;
        self.facts.setting.line = line;
        Ok(())
    }

    /// The four switches against public access.
    pub(super) fn block(&mut self) -> Result<(), Stop> {
        let line = self.line();
        let mut on = 0;
        let mut take = |value: Option<bool>| on += u32::from(value == Some(true));
        self.json.fields(|json, key| {
            let wanted =
                matches!(key, "BlockPublicAcls" | "IgnorePublicAcls" | "BlockPublicPolicy" | "RestrictPublicBuckets");
            if wanted {
                take(json.boolean()?);
            }
            Ok(wanted)
        })?;
        self.facts.setting.blocked = Some(on == 4);
        self.facts.setting.line = line;
        Ok(())
    }

    pub(super) fn bucket_encryption(&mut self) -> Result<(), Stop> {
        let line = self.line();
        let mut set = false;
        self.json.fields(|json, key| {
            let wanted = key == "Rules";
            if wanted {
                json.list(|json| {
                    json.fields(|json, key| {
                        let wanted = key == "ApplyServerSideEncryptionByDefault";
                        if wanted {
                            set |= !json.text_of("SSEAlgorithm")?.is_empty();
                        }
                        Ok(wanted)
                    })
                })?;
            }
            Ok(wanted)
        })?;
        self.facts.setting.encrypted = Some(set);
        self.facts.setting.line = line;
        Ok(())
    }
}
