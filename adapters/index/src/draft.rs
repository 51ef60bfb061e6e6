//! A generation in the making: one writer a part, then segments, the generation file, and the rename that puts it in force.

use crate::generation::{Generation, HeldFile, HeldOrigin, HeldPart, HeldRefusal};
use crate::home::{Home, hex, put_aside};
use crate::layers::Layers;
use crate::merge::{lay_over, merge_into};
use crate::writer::SegmentWriter;
use activities::feed_port::{FeedFault, ReceivedFile, Said};
use activities::mirror_port::{Draft, Mirror, Take};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use terms::Instant;
use vulnerability::{Advisory, Affected, KnowledgeFault, Part, PartFacts};

impl Mirror for Home {
    fn draft(&self) -> Result<Box<dyn Draft + '_>, FeedFault> {
        for folder in [self.segments(), self.generations()] {
            fs::create_dir_all(&folder).map_err(|cause| cannot_write(&folder.display().to_string(), cause))?;
        }
        let path = self.lock();
        let lock = File::create(&path).map_err(|cause| cannot_write(&path.display().to_string(), cause))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FeedFault::new(
                    Said::new(
                        format!("{}: another import is running", path.display()),
                        format!("{}: 別の取り込みが実行中です", path.display()),
                    ),
                    Said::new("wait until it has finished, then try again", "終了を待ってから、再度実行してください"),
                ));
            }
            Err(TryLockError::Error(cause)) => return Err(cannot_write(&path.display().to_string(), cause)),
        }
        self.sweep();
        let generation = match self.in_force().map_err(unusable)? {
            Some(hash) => Some(self.generation(&hash).map_err(unusable)?),
            None => None,
        };
        let parts: Vec<HeldPart> = generation.map(|generation| generation.parts).unwrap_or_default();
        let held = parts.iter().filter_map(HeldPart::facts).collect();
        Ok(Box::new(Making { home: self, parts, held, writers: BTreeMap::new(), _lock: lock }))
    }
}

struct Making<'h> {
    home: &'h Home,
    parts: Vec<HeldPart>,
    held: Vec<PartFacts>,
    writers: BTreeMap<Part, SegmentWriter>,
    _lock: File,
}

impl Draft for Making<'_> {
    fn held(&self) -> &[PartFacts] {
        &self.held
    }

    fn add(&mut self, part: &Part, record: &Advisory<'_>, affected: &[&Affected<'_>]) -> Result<bool, FeedFault> {
        if !self.writers.contains_key(part) {
            self.writers.insert(part.clone(), SegmentWriter::default());
        }
        let writer = self.writers.get_mut(part).expect("the writer was put there above");
        Ok(writer.add(record, affected.iter().copied()))
    }

    fn reset(&mut self, part: &Part) {
        self.writers.remove(part);
    }

    fn count(&self, part: &Part) -> u64 {
        self.writers.get(part).map_or(0, SegmentWriter::len)
    }

    fn commit(
        mut self: Box<Self>,
        takes: Vec<Take>,
        taken_on: Instant,
        program: &str,
    ) -> Result<(String, Vec<PartFacts>), FeedFault> {
        for take in takes {
            let writer = self.writers.remove(&take.part).unwrap_or_default();
            let held = self.put_part(take, writer, taken_on)?;
            match self.parts.iter_mut().find(|part| part.part == held.part) {
                Some(part) => *part = held,
                None => self.parts.push(held),
            }
        }
        let parts = std::mem::take(&mut self.parts);
        self.home.enforce(parts, taken_on, program)
    }
}

/// What stands on disk for a part.
struct Written {
    segment: String,
    layer: Option<String>,
    records: u64,
    unnamed: u64,
}

impl Making<'_> {
    /// Writes a segment that stands alone.
    fn write_whole(&self, writer: SegmentWriter) -> Result<Written, FeedFault> {
        let (records, unnamed) = (writer.len(), writer.unnamed());
        Ok(Written { segment: self.write(writer)?, layer: None, records, unnamed })
    }

    /// Lays records over a held part: as a layer while that is small against what lies below, else merged into one segment.
    fn write_over(&self, old: &HeldPart, mut writer: SegmentWriter) -> Result<Written, FeedFault> {
        let held = Layers::open(self.home, old).map_err(unusable)?;
        let layering = self.home.layering;
        let changes = writer.len() + held.over.as_ref().map_or(0, |over| u64::from(over.segment.records()));
        if held.base.records() < layering.least_below || changes > layering.most_over {
            merge_into(&held, &mut writer).map_err(unusable)?;
            return self.write_whole(writer);
        }
        let count = lay_over(&held, &mut writer).map_err(unusable)?;
        let records = u64::from(held.base.records()).saturating_sub(count.hidden) + writer.len();
        // What the hidden ones counted goes, what the layer's own count comes.
        let before = old.unnamed.saturating_sub(count.unnamed_before);
        let unnamed = before.saturating_add(writer.unnamed());
        let layer = Some(self.write(writer)?);
        Ok(Written { segment: old.segment.clone(), layer, records, unnamed })
    }

    fn write(&self, writer: SegmentWriter) -> Result<String, FeedFault> {
        let segments = self.home.segments();
        let path = segments.join("new");
        let mut hash = String::new();
        put_aside(&path, |out| {
            hash = hex(&writer.write(out)?);
            Ok(segments.join(format!("{hash}.seg")))
        })
        .map_err(|cause| cannot_write(&path.display().to_string(), cause))?;
        Ok(hash)
    }

    /// Writes the segment of one part and says what the part is now.
    fn put_part(&self, take: Take, writer: SegmentWriter, taken_on: Instant) -> Result<HeldPart, FeedFault> {
        let name = take.part.to_string();
        let old = self.parts.iter().find(|part| part.part == name);
        let Written { segment, layer, records, unnamed } = match old.filter(|_| !take.replaces) {
            None => self.write_whole(writer)?,
            Some(old) => self.write_over(old, writer)?,
        };
        let mut files: Vec<HeldFile> = old.filter(|_| !take.replaces).map(|old| old.files.clone()).unwrap_or_default();
        let before = old.filter(|_| !take.replaces).and_then(|old| Instant::parse(old.newest.as_deref()?));
        let newest = take.newest.max(before);
        for ReceivedFile { name, sha256, bytes, whole: _, signature } in take.files {
            files.retain(|file| file.sha256 != sha256);
            files.push(HeldFile { name, sha256, bytes, signature: signature.name().to_owned() });
        }
        Ok(HeldPart {
            part: name,
            segment,
            layer,
            complete: take.complete,
            records,
            rejected: take.rejected,
            refused: take.refused.into_iter().map(HeldRefusal::from).collect(),
            published_at: take.published_at.map(|instant| instant.to_string()),
            dated_by: take.dated_by.name().to_owned(),
            score_date: take.score_date.map(|day| day.to_string()),
            taken_on: taken_on.to_string(),
            newest: newest.map(|instant| instant.to_string()),
            origin: HeldOrigin::of(&take.origin),
            files,
            unnamed,
        })
    }
}

impl Home {
    /// Puts a generation of these parts in force by a rename. Only who holds the lock may.
    pub(crate) fn enforce(
        &self,
        mut parts: Vec<HeldPart>,
        taken_on: Instant,
        program: &str,
    ) -> Result<(String, Vec<PartFacts>), FeedFault> {
        parts.sort_by(|a, b| a.part.cmp(&b.part));
        let generation = Generation {
            schema: Generation::schema_of(&parts).to_owned(),
            program: program.to_owned(),
            taken_on: taken_on.to_string(),
            parts,
        };
        let mut bytes =
            serde_json::to_vec_pretty(&generation).map_err(|error| cannot_write("generation", error.into()))?;
        bytes.push(b'\n');
        let hash = hex(&Sha256::digest(&bytes));
        let path = self.generations().join(format!("{hash}.json"));
        put(&path, &bytes)?;
        put(&self.current(), format!("{hash}\n").as_bytes())?;
        self.forget(taken_on).map_err(unusable)?;
        Ok((hash, generation.parts.iter().filter_map(HeldPart::facts).collect()))
    }

    /// Removes what an import left that was cut short by a crash: files that were being written aside. Nobody else writes
    /// while the lock is held, and one that cannot be removed does no harm.
    fn sweep(&self) {
        let index = self.root.join("index");
        let received = self.mirror().join("received");
        for (folder, mark) in
            [(self.segments(), ".part-"), (self.generations(), ".part-"), (index, ".part-"), (received, ".taking-")]
        {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            for entry in entries.filter(|entry| entry.file_name().to_string_lossy().contains(mark)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes generations beyond what is kept, and segments and received files that none names any more.
    fn forget(&self, now: Instant) -> Result<(), KnowledgeFault> {
        let all = self.all()?;
        let oldest_kept = all.len().saturating_sub(self.keep.generations.max(1));
        let (old, kept): (Vec<_>, Vec<_>) = all.into_iter().enumerate().partition(|(place, (_, generation))| {
            let young = generation.taken_on().is_none_or(|taken_on| now.days_since(taken_on) <= self.keep.days);
            *place < oldest_kept && !young
        });
        if old.is_empty() {
            return Ok(());
        }
        for (_, (hash, _)) in old {
            let _ = fs::remove_file(self.generations().join(format!("{hash}.json")));
        }
        let parts = || kept.iter().flat_map(|(_, (_, generation))| &generation.parts);
        let segments: BTreeSet<String> =
            parts().flat_map(HeldPart::segments).map(|hash| format!("{hash}.seg")).collect();
        let received: BTreeSet<String> = parts().flat_map(|part| &part.files).map(|file| file.sha256.clone()).collect();
        remove_others(&self.segments(), &segments);
        if let Ok(folders) = fs::read_dir(self.mirror().join("received")) {
            for folder in folders.flatten() {
                remove_others(&folder.path(), &received);
            }
        }
        Ok(())
    }
}

/// Removes files of a folder that are not named. A file that cannot be removed is tried again at the next import.
fn remove_others(folder: &std::path::Path, named: &BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(|name| !named.contains(name)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

pub(crate) fn put(path: &std::path::Path, bytes: &[u8]) -> Result<(), FeedFault> {
    put_aside(path, |out| out.write_all(bytes).map(|()| path.to_owned()))
        .map(|_| ())
        .map_err(|cause| cannot_write(&path.display().to_string(), cause))
}

pub(crate) fn cannot_write(what: &str, cause: io::Error) -> FeedFault {
    FeedFault {
        what: Said::new(format!("{what}: cannot be written"), format!("{what}: 書き込めません")),
        next: Said::new(
            "free space or choose another folder with --home; what was held before is still in force",
            "空き容量を確保するか、--home で別のフォルダを指定してください。保管済みの内容は有効なままです",
        ),
        cause: Some(cause),
    }
}

pub(crate) fn unusable(fault: KnowledgeFault) -> FeedFault {
    FeedFault {
        what: Said::new(fault.to_string(), format!("ミラーが使えません（{fault}）")),
        next: Said::new(
            "see `tutela feeds status --verify`; a damaged mirror is made anew by importing into an empty --home",
            "`tutela feeds status --verify` で確認してください。破損したミラーは、空の --home に取り込み直して作成します",
        ),
        cause: fault.cause,
    }
}
