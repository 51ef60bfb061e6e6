//! AWS: what `aws … --output json` answers, one file a call, as the account export tools keep them.
//!
//! A file says only what stands in it: a value that is not there is `None`, never the safe one.

mod balance;
mod bucket;
mod credentials;
mod export;
mod facts;
mod identity;
mod store;
#[cfg(test)]
mod tests;

pub use export::Export;
pub use facts::{Balancer, Credential, Door, Facts, Listener, Policy, Setting, Statement, Store};

use crate::firewall::json_place::Places;
use crate::json::{Json, Next, Stop};

/// What a file says, and whether all of it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub facts: Facts,
    /// Why it is not known whole: it breaks off, is another file, or holds one page of several.
    pub unread: Option<Unread>,
}

/// Why a file is not known whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The JSON breaks off, or holds values of another type than expected.
    Broken,
    /// It is not the answer of that call.
    OtherFile,
    /// Further pages were not given.
    Pages,
}

/// Reads one file.
pub fn read(export: Export, bytes: &[u8]) -> Reading {
    if export == Export::Groups {
        return groups(bytes);
    }
    let mut reader = Reader {
        json: Json::new(bytes),
        places: Places::new(0),
        facts: Facts::default(),
        broken: false,
        known: false,
        lists: 0,
        pages: false,
    };
    let stopped = reader.file(export).is_err();
    reader.json.end();
    let unread = if stopped || reader.broken || reader.json.defects.count() > 0 {
        Some(Unread::Broken)
    } else if !reader.known {
        Some(Unread::OtherFile)
    } else {
        reader.pages.then_some(Unread::Pages)
    };
    Reading { facts: reader.facts, unread }
}

/// Groups are read as the firewall rules they are.
fn groups(bytes: &[u8]) -> Reading {
    let text = String::from_utf8_lossy(bytes);
    let (groups, whole) = crate::firewall::aws::groups(&text);
    let mut unread = if whole && (!groups.is_empty() || is_list(&text)) { None } else { Some(Unread::Broken) };
    let mut doors = Vec::new();
    for group in groups {
        // A group always says what it lets in, be it an empty list.
        if group.inbound.is_none() {
            unread = Some(Unread::Broken);
        }
        doors.extend(group.inbound.into_iter().flatten().map(|permission| Door {
            group: group.id.clone(),
            ports: permission.from.zip(permission.to).filter(|ports| *ports != (-1, -1)),
            protocol: permission.protocol,
            blocks: permission.blocks,
            lists: permission.prefix_lists,
            line: permission.span.line,
        }));
    }
    Reading { facts: Facts { doors, ..Facts::default() }, unread }
}

/// Whether an export without groups holds the empty list of them, and not `null`.
fn is_list(text: &str) -> bool {
    let (mut json, mut list) = (Json::new(text.as_bytes()), false);
    let read = json.fields(|json, key| {
        list |= key == Export::Groups.list() && json.peek()? == Next::Array;
        Ok(false)
    });
    read.is_ok() && list
}

/// What a file is called after, where it stands in the folder of its call: the ARN or name that it was asked for.
pub fn called_after(file: &str) -> String {
    let file = file.strip_suffix(".json").unwrap_or(file);
    String::from_utf8_lossy(&identity::unescaped(file)).into_owned()
}

struct Reader<'a> {
    json: Json<'a>,
    places: Places,
    facts: Facts,
    /// Something inside, such as a policy written as a text, was not understood.
    broken: bool,
    known: bool,
    /// Lists of identities that were there: all four belong to a whole export.
    lists: u32,
    pages: bool,
}

impl Reader<'_> {
    /// The line of the value that comes next. Lines are asked for in the order of the file.
    fn line(&mut self) -> u32 {
        let at = self.json.offset();
        self.places.span(&self.json, at).line
    }

    fn file(&mut self, export: Export) -> Result<(), Stop> {
        if !self.json.object()? {
            return Ok(());
        }
        while let Some(key) = self.json.key()? {
            let wanted = key == export.list();
            self.known |= wanted && export != Export::Identities;
            match key.as_ref() {
                "NextToken" | "NextMarker" | "Marker" => {
                    self.pages |= self.json.text()?.is_some_and(|it| !it.is_empty())
                }
                "IsTruncated" => self.pages |= self.json.boolean()?.unwrap_or(true),
                key if export == Export::Identities => self.identities(key)?,
                _ if wanted => self.list(export)?,
                _ => self.json.skip()?,
            }
        }
        Ok(())
    }

    fn list(&mut self, export: Export) -> Result<(), Stop> {
        match export {
            Export::Account => {
                self.facts.account = self.json.text()?.filter(|text| !text.is_empty()).map(|text| text.into_owned());
                self.broken |= self.facts.account.is_none();
            }
            Export::Credentials => self.credentials()?,
            Export::BucketPolicyStatus => self.policy_status()?,
            Export::BucketBlock => self.block()?,
            Export::BucketEncryption => self.bucket_encryption()?,
            _ => {
                if self.json.array()? {
                    self.facts.setting.public = Some(false);
                    while self.json.element()? {
                        self.element(export)?;
                    }
                } else {
                    self.broken = true;
                }
            }
        }
        Ok(())
    }

    fn element(&mut self, export: Export) -> Result<(), Stop> {
        match export {
            Export::Regions => {
                let name = self.json.text_of("RegionName")?.into_owned();
                self.facts.regions.push(name);
            }
            Export::Balancers => self.balancer()?,
            Export::Listeners => self.listener()?,
            Export::ClassicBalancers => self.classic()?,
            Export::Buckets => {
                let line = self.line();
                let name = self.json.text_of("Name")?.into_owned();
                self.broken |= name.is_empty();
                self.facts.buckets.push((name, line));
            }
            Export::BucketAcl => self.grant()?,
            Export::SnapshotSharing => self.sharing()?,
            _ => self.store(export)?,
        }
        Ok(())
    }
}
