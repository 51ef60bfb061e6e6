//! Bundles on disk: one archive of a signed manifest and the segments it names. The manifest carries everything that a
//! generation says of its parts; a segment counts only when its bytes have the hash that is signed.

use crate::draft::{cannot_write, put, unusable};
use crate::generation::{HeldOrigin, HeldPart};
use crate::home::{Home, hex, put_aside};
use crate::layout::FORMAT;
use crate::segment::Segment;
use activities::bundle::Link;
use activities::feed_port::{FeedFault, Said};
use activities::mirror_port::Mirror;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use terms::Instant;
use vulnerability::{Origin, PartFacts};

/// The payload type of a bundle's envelope.
pub const BUNDLE_KIND: &str = "application/vnd.tutela.bundle+json";
const SCHEMA: &str = "tutela.bundle/v1";
const ENVELOPE: &str = "envelope.json";
/// A manifest names parts, not records.
const LARGEST_ENVELOPE: u64 = 64 << 20;

#[derive(Serialize, Deserialize)]
struct Manifest {
    schema: String,
    program: String,
    /// The format of the segments.
    format: u32,
    sequence: u64,
    previous: Option<String>,
    made_on: String,
    expires_on: String,
    /// The generation that it was made from.
    generation: String,
    parts: Vec<BundlePart>,
}

#[derive(Serialize, Deserialize)]
struct BundlePart {
    /// Size of the segment.
    bytes: u64,
    /// Size of the layer over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layer_bytes: Option<u64>,
    #[serde(flatten)]
    held: HeldPart,
}

impl BundlePart {
    /// Its segments and their sizes.
    fn segments(&self) -> impl Iterator<Item = (&String, u64)> {
        let layer = self.held.layer.as_ref().map(|layer| (layer, self.layer_bytes.unwrap_or(0)));
        std::iter::once((&self.held.segment, self.bytes)).chain(layer)
    }
}

/// The last bundle made or taken here.
#[derive(Serialize, Deserialize)]
struct HeldLink {
    sequence: u64,
    hash: String,
    previous: Option<String>,
}

/// A bundle whose signature fits and whose segments are here, not yet in force.
pub struct Offered {
    /// Its place in the chain.
    pub link: Link,
    /// After this moment its parts count as stale.
    pub expires_on: Instant,
    /// Its parts.
    pub parts: Vec<PartFacts>,
    held: Vec<HeldPart>,
}

/// Signs a manifest, and opens a signed one: its payload, and the id of the key.
pub type Seal<'s> = &'s dyn Fn(&[u8]) -> Result<String, FeedFault>;
/// See [`Seal`].
pub type Open<'o> = &'o dyn Fn(&[u8]) -> Result<(Vec<u8>, String), FeedFault>;

impl Home {
    fn link(&self, name: &str) -> PathBuf {
        self.root.join("bundles").join(name)
    }

    fn held_link(&self, name: &str) -> Result<Option<Link>, FeedFault> {
        let path = self.link(name);
        match fs::read(&path) {
            Ok(bytes) => {
                let HeldLink { sequence, hash, previous } =
                    serde_json::from_slice(&bytes).map_err(|error| cannot_read(&path, error.into()))?;
                Ok(Some(Link { sequence, hash, previous }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot_read(&path, error)),
        }
    }

    fn hold_link(&self, name: &str, link: &Link) -> Result<(), FeedFault> {
        let Link { sequence, hash, previous } = link.clone();
        let path = self.link(name);
        let text = serde_json::to_vec_pretty(&HeldLink { sequence, hash, previous })
            .map_err(|error| cannot_write(&path.display().to_string(), error.into()))?;
        fs::create_dir_all(self.root.join("bundles"))
            .map_err(|error| cannot_write(&path.display().to_string(), error))?;
        put(&path, &text)
    }

    /// The last bundle taken in here.
    pub fn last_bundle(&self) -> Result<Option<Link>, FeedFault> {
        self.held_link("taken.json")
    }

    /// Writes the generation in force as a bundle to a new file; gives its number.
    pub fn export_bundle(
        &self,
        out: &Path,
        made_on: Instant,
        expires_on: Instant,
        program: &str,
        seal: Seal<'_>,
    ) -> Result<u64, FeedFault> {
        // One import or export at a time: what is read here must not be forgotten meanwhile.
        let lock = self.draft()?;
        let Some(generation) = self.in_force().map_err(unusable)? else { return Err(nothing_held()) };
        let last = self.held_link("made.json")?;
        let mut parts = Vec::new();
        for held in self.generation(&generation).map_err(unusable)?.parts {
            let size = |hash: &String| {
                let path = self.segment(hash);
                fs::metadata(&path).map(|facts| facts.len()).map_err(|error| cannot_read(&path, error))
            };
            let (bytes, layer_bytes) = (size(&held.segment)?, held.layer.as_ref().map(size).transpose()?);
            parts.push(BundlePart { bytes, layer_bytes, held });
        }
        let sequence = last.as_ref().map_or(1, |last| last.sequence.saturating_add(1));
        let manifest = Manifest {
            schema: SCHEMA.to_owned(),
            program: program.to_owned(),
            format: FORMAT,
            sequence,
            previous: last.map(|last| last.hash),
            made_on: made_on.to_string(),
            expires_on: expires_on.to_string(),
            generation,
            parts,
        };
        let name = out.display().to_string();
        let payload = serde_json::to_vec_pretty(&manifest).map_err(|error| cannot_write(&name, error.into()))?;
        let envelope = seal(&payload)?;
        if out.exists() {
            return Err(cannot_write(&name, io::ErrorKind::AlreadyExists.into()));
        }
        let hash = hex(&Sha256::digest(&payload));
        put_aside(out, |to| {
            self.pack(&manifest, &envelope, to)?;
            // Before the bundle has its name: a stop here loses a number, which who takes the next one is told. The other
            // way round two bundles could bear one number.
            let link = Link { sequence, hash, previous: manifest.previous.clone() };
            self.hold_link("made.json", &link).map_err(|fault| io::Error::other(fault.to_string()))?;
            Ok(out.to_owned())
        })
        .map_err(|error| cannot_write(&name, error))?;
        drop(lock);
        Ok(sequence)
    }

    fn pack(&self, manifest: &Manifest, envelope: &str, to: &mut dyn Write) -> io::Result<()> {
        let mut archive = tar::Builder::new(to);
        let head = |bytes: u64| {
            let mut head = tar::Header::new_gnu();
            head.set_size(bytes);
            head.set_mode(0o644);
            head
        };
        archive.append_data(&mut head(envelope.len() as u64), ENVELOPE, envelope.as_bytes())?;
        let mut packed = BTreeSet::new();
        for (hash, bytes) in manifest.parts.iter().flat_map(BundlePart::segments) {
            if packed.insert(hash) {
                let file = File::open(self.segment(hash))?;
                archive.append_data(&mut head(bytes), format!("segments/{hash}.seg"), file)?;
            }
        }
        archive.finish()
    }

    /// Reads a bundle: nothing is written before its signature fits, and nothing is in force before [`Home::take_bundle`].
    pub fn read_bundle(&self, path: &Path, open: Open<'_>) -> Result<Offered, FeedFault> {
        let lock = self.draft()?;
        let fault = |error| cannot_read(path, error);
        let mut archive = tar::Archive::new(io::BufReader::new(File::open(path).map_err(fault)?));
        let mut entries = archive.entries().map_err(fault)?;
        let mut envelope = Vec::new();
        match entries.next() {
            Some(Ok(entry)) if entry.path().is_ok_and(|name| name == Path::new(ENVELOPE)) => {
                entry.take(LARGEST_ENVELOPE).read_to_end(&mut envelope).map_err(fault)?;
            }
            _ => return Err(broken(path, "it does not begin with an envelope", "封筒から始まっていません")),
        }
        let (payload, key) = open(&envelope)?;
        let manifest = manifest(path, &payload)?;
        let mut wanted: BTreeMap<String, u64> =
            manifest.parts.iter().flat_map(BundlePart::segments).map(|(hash, bytes)| (hash.clone(), bytes)).collect();
        for entry in entries {
            let entry = entry.map_err(fault)?;
            let name = entry.path().map_err(fault)?.display().to_string();
            let hash = name.strip_prefix("segments/").and_then(|name| name.strip_suffix(".seg")).map(str::to_owned);
            let Some((hash, bytes)) = hash.and_then(|hash| wanted.remove_entry(&hash)) else {
                return Err(broken(path, "it holds what its manifest does not name", "目録にないものが含まれています"));
            };
            self.unpack(path, entry, &hash, bytes)?;
        }
        if !wanted.is_empty() {
            return Err(broken(path, "it breaks off: parts are missing", "途切れており、区分が足りません"));
        }
        drop(lock);
        offered(path, manifest, &payload, &key)
    }

    fn unpack(&self, path: &Path, entry: impl Read, hash: &str, bytes: u64) -> Result<(), FeedFault> {
        let place = self.segment(hash);
        let aside = self.segments().join("bundle");
        let mut entry = entry.take(bytes.saturating_add(1));
        let mut right = false;
        put_aside(&aside, |out| {
            let (mut sum, mut buffer) = (Sha256::new(), vec![0; 256 << 10]);
            loop {
                let count = entry.read(&mut buffer)?;
                if count == 0 {
                    break;
                }
                sum.update(&buffer[..count]);
                out.write_all(&buffer[..count])?;
            }
            right = hex(&sum.finalize()) == hash;
            // Under its own name only when it is what was signed.
            if right { Ok(place.clone()) } else { Err(io::ErrorKind::InvalidData.into()) }
        })
        .map_err(|error| match right || error.kind() != io::ErrorKind::InvalidData {
            true => cannot_write(&place.display().to_string(), error),
            false => broken(path, "a part does not have the hash that is signed", "区分のハッシュが署名と一致しません"),
        })?;
        Segment::open(&place).map(|_| ()).map_err(unusable)
    }

    /// Puts a bundle's parts in force, beside the held parts that it does not name.
    pub fn take_bundle(
        &self,
        offered: Offered,
        taken_on: Instant,
        program: &str,
    ) -> Result<(String, Vec<PartFacts>), FeedFault> {
        self.take_in_order(offered, taken_on, program, || Ok(()))
    }

    /// The chain first, then what is in force: after a stop in `between` the same bundle can be taken again, and none
    /// before it; the other way round, one before it could.
    fn take_in_order(
        &self,
        offered: Offered,
        taken_on: Instant,
        program: &str,
        between: impl FnOnce() -> Result<(), FeedFault>,
    ) -> Result<(String, Vec<PartFacts>), FeedFault> {
        let lock = self.draft()?;
        let mut parts = match self.in_force().map_err(unusable)? {
            Some(hash) => self.generation(&hash).map_err(unusable)?.parts,
            None => Vec::new(),
        };
        parts.retain(|held| offered.held.iter().all(|part| part.part != held.part));
        for mut part in offered.held {
            part.taken_on = taken_on.to_string();
            parts.push(part);
        }
        self.hold_link("taken.json", &offered.link)?;
        between()?;
        let done = self.enforce(parts, taken_on, program)?;
        drop(lock);
        Ok(done)
    }
}

fn manifest(path: &Path, payload: &[u8]) -> Result<Manifest, FeedFault> {
    let manifest: Manifest = serde_json::from_slice(payload)
        .map_err(|_| broken(path, "its manifest cannot be read", "目録を読み取れません"))?;
    if manifest.schema != SCHEMA || manifest.format != FORMAT {
        return Err(broken(path, "it was made by another version of tutela", "別の版の tutela で作られています"));
    }
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !manifest.parts.iter().flat_map(BundlePart::segments).all(|(hash, _)| is_hash(hash)) {
        return Err(broken(path, "its manifest names no segments", "目録にセグメントがありません"));
    }
    Ok(manifest)
}

fn offered(path: &Path, manifest: Manifest, payload: &[u8], key: &str) -> Result<Offered, FeedFault> {
    let expires_on = Instant::parse(&manifest.expires_on)
        .ok_or_else(|| broken(path, "it does not say when it expires", "有効期限の記載がありません"))?;
    let origin = Origin::Bundle { key: key.to_owned(), sequence: manifest.sequence, expires_on: Some(expires_on) };
    let held: Vec<HeldPart> =
        manifest.parts.into_iter().map(|part| HeldPart { origin: HeldOrigin::of(&origin), ..part.held }).collect();
    let link = Link { sequence: manifest.sequence, hash: hex(&Sha256::digest(payload)), previous: manifest.previous };
    Ok(Offered { link, expires_on, parts: held.iter().filter_map(HeldPart::facts).collect(), held })
}

fn cannot_read(path: &Path, cause: io::Error) -> FeedFault {
    let path = path.display();
    FeedFault {
        what: Said::new(format!("{path} cannot be read"), format!("{path} を読み取れません")),
        next: Said::new("check the path and the disk", "パスとディスクを確認してください"),
        cause: Some(cause),
    }
}

fn broken(path: &Path, en: &str, ja: &str) -> FeedFault {
    let path = path.display();
    FeedFault::new(
        Said::new(
            format!("refused, nothing was changed: {path}: {en}"),
            format!("拒否しました（変更なし）: {path}: {ja}"),
        ),
        Said::new("get the bundle again from who signed it", "署名者からバンドルを取り直してください"),
    )
}

fn nothing_held() -> FeedFault {
    FeedFault::new(
        Said::new("nothing is held that could be exported", "書き出せる情報が保管されていません"),
        Said::new("import or synchronise feeds first", "先にフィードを取り込むか同期してください"),
    )
}

#[cfg(test)]
mod tests;
