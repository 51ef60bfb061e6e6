//! Writes one segment from records, or from the records of an older segment with newer ones laid over them.
//!
//! Segment bytes depend on the records alone: not on the order of reading, the time or the machine.

use crate::codec::{put_number, put_text};
use crate::layout::{ENTRIES, ENTRY, Extent, FORMAT, MAGIC, PAGE, Section};
use crate::names::{hash, hash_id};
use crate::{record, statement};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;
use vulnerability::{Advisory, Affected};

/// Collects the records of one part.
#[derive(Debug, Default)]
pub(crate) struct SegmentWriter {
    arena: Vec<u8>,
    records: Vec<Record>,
    by_id: HashMap<String, u32>,
    ids: Vec<(u64, u32)>,
    statements: Vec<Said>,
    scratch: String,
    hidden: Vec<u32>,
}

#[derive(Debug)]
struct Record {
    blob: Range<usize>,
    modified: i64,
    alive: bool,
    unnamed: u32,
}

/// What a record says about a name: hash of the name, where its spelling and the encoded statement lie.
#[derive(Debug)]
struct Said {
    hash: u64,
    name: Range<usize>,
    record: u32,
    bytes: Range<usize>,
}

impl SegmentWriter {
    /// How many records are held.
    pub(crate) fn len(&self) -> u64 {
        self.by_id.len() as u64
    }

    /// Affected products that the records name by vendor and product alone.
    pub(crate) fn unnamed(&self) -> u64 {
        self.records.iter().filter(|record| record.alive).map(|record| u64::from(record.unnamed)).sum()
    }

    /// Adds a record and those of its affected names that belong to this part. Of two records with one id the one
    /// changed later counts; of two changed at once, the one read later.
    pub(crate) fn add<'a>(
        &mut self,
        advisory: &Advisory<'_>,
        affected: impl Iterator<Item = &'a Affected<'a>>,
    ) -> bool {
        let modified = advisory.modified.map_or(i64::MIN, |instant| instant.0);
        let start = self.arena.len();
        record::encode(advisory, &mut self.arena);
        let Some(number) = self.enter(advisory, modified, start) else {
            self.arena.truncate(start);
            return false;
        };
        self.ids.push((hash_id(&advisory.id), number));
        self.ids.extend(advisory.aliases.iter().map(|alias| (hash_id(alias), number)));
        for affected in affected {
            affected.name.spell(&mut self.scratch);
            let name = self.push_name();
            let start = self.arena.len();
            statement::encode(affected, &mut self.arena);
            let bytes = start..self.arena.len();
            self.statements.push(Said { hash: hash(&self.scratch), name, record: number, bytes });
        }
        true
    }

    /// Takes over a record of an older segment as it stands there; `None` when one of its id is already held that was
    /// changed no earlier.
    pub(crate) fn carry(&mut self, blob: &[u8], advisory: &Advisory<'_>) -> Option<u32> {
        let modified = advisory.modified.map_or(i64::MIN, |instant| instant.0);
        if let Some(held) = self.by_id.get(&*advisory.id)
            && self.records[*held as usize].modified >= modified
        {
            return None;
        }
        let start = self.arena.len();
        self.arena.extend_from_slice(blob);
        let number = self.enter(advisory, modified, start)?;
        self.ids.push((hash_id(&advisory.id), number));
        self.ids.extend(advisory.aliases.iter().map(|alias| (hash_id(alias), number)));
        Some(number)
    }

    /// Takes over what a carried record says about a name.
    pub(crate) fn carry_statement(&mut self, name: &str, number: u32, bytes: &[u8]) {
        self.scratch.clear();
        self.scratch.push_str(name);
        let name = self.push_name();
        let start = self.arena.len();
        self.arena.extend_from_slice(bytes);
        let bytes = start..self.arena.len();
        self.statements.push(Said { hash: hash(&self.scratch), name, record: number, bytes });
    }

    /// The ids held, with the number of the record that counts.
    pub(crate) fn held(&self) -> impl Iterator<Item = (&str, u32)> {
        self.by_id.iter().map(|(id, number)| (id.as_str(), *number))
    }

    /// When a held record was changed, in milliseconds; the smallest number where it does not say.
    pub(crate) fn modified(&self, number: u32) -> i64 {
        self.records[number as usize].modified
    }

    /// Gives up the record of an id.
    pub(crate) fn give_up(&mut self, id: &str) {
        if let Some(number) = self.by_id.remove(id) {
            self.records[number as usize].alive = false;
        }
    }

    /// Makes this segment a layer, which hides these records of the segment below it.
    pub(crate) fn hide(&mut self, hidden: Vec<u32>) {
        self.hidden = hidden;
    }

    fn enter(&mut self, advisory: &Advisory<'_>, modified: i64, start: usize) -> Option<u32> {
        let number = u32::try_from(self.records.len()).ok()?;
        let id: &str = &advisory.id;
        match self.by_id.get_mut(id) {
            Some(held) => {
                let old = &mut self.records[*held as usize];
                if old.modified > modified {
                    return None;
                }
                old.alive = false;
                *held = number;
            }
            None => {
                self.by_id.insert(id.to_owned(), number);
            }
        }
        let unnamed = advisory.unnamed;
        self.records.push(Record { blob: start..self.arena.len(), modified, alive: true, unnamed });
        Some(number)
    }

    /// Puts the spelling in `scratch` into the arena, sharing it with the statement before when that has the same.
    fn push_name(&mut self) -> Range<usize> {
        if let Some(last) = self.statements.last()
            && self.arena[last.name.clone()] == *self.scratch.as_bytes()
        {
            return last.name.clone();
        }
        let start = self.arena.len();
        self.arena.extend_from_slice(self.scratch.as_bytes());
        start..self.arena.len()
    }

    /// Writes the segment and gives the SHA-256 of its bytes.
    pub(crate) fn write(mut self, out: &mut dyn Write) -> io::Result<[u8; 32]> {
        let order = self.order();
        let mut renumbered = vec![u32::MAX; self.records.len()];
        for (new, old) in order.iter().enumerate() {
            renumbered[*old as usize] = new as u32;
        }
        let mut file = Output::new(out);
        self.write_postings(&mut file, &renumbered)?;
        let mut ids: Vec<(u64, u32)> = std::mem::take(&mut self.ids)
            .into_iter()
            .map(|(hash, record)| (hash, renumbered[record as usize]))
            .filter(|(_, record)| *record != u32::MAX)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        file.table(Section::Ids, Section::IdsFence, &ids)?;
        self.write_records(&mut file, &order)?;
        if !self.hidden.is_empty() {
            file.begin(Section::Hidden)?;
            for number in &self.hidden {
                file.put(&number.to_le_bytes())?;
            }
            file.end()?;
        }
        file.finish()
    }

    /// The records that count, by id.
    fn order(&mut self) -> Vec<u32> {
        let mut order: Vec<(String, u32)> = std::mem::take(&mut self.by_id).into_iter().collect();
        order.sort_unstable();
        order.into_iter().map(|(_, number)| number).collect()
    }

    fn write_postings(&mut self, file: &mut Output<'_>, renumbered: &[u32]) -> io::Result<()> {
        let arena = &self.arena;
        let records = &self.records;
        let mut said = std::mem::take(&mut self.statements);
        said.retain(|said| records[said.record as usize].alive);
        said.sort_unstable_by(|a, b| {
            let key = |said: &Said| (said.hash, &arena[said.name.clone()], renumbered[said.record as usize]);
            key(a).cmp(&key(b)).then_with(|| arena[a.bytes.clone()].cmp(&arena[b.bytes.clone()]))
        });
        let mut names = Vec::new();
        let mut body = Vec::new();
        file.begin(Section::Postings)?;
        for group in said.chunk_by(|a, b| a.hash == b.hash && arena[a.name.clone()] == arena[b.name.clone()]) {
            names.push((group[0].hash, small(file.length())?));
            body.clear();
            let name = std::str::from_utf8(&arena[group[0].name.clone()]).expect("names are spelt from texts");
            put_text(&mut body, name);
            put_number(&mut body, group.len() as u64);
            for said in group {
                put_number(&mut body, u64::from(renumbered[said.record as usize]));
                body.extend_from_slice(&arena[said.bytes.clone()]);
            }
            // The length comes first and has a fixed size, so that one read tells how much to read next.
            file.put(&small(body.len() as u64)?.to_le_bytes())?;
            file.put(&body)?;
        }
        file.end()?;
        file.table(Section::Names, Section::NamesFence, &names)
    }

    fn write_records(&self, file: &mut Output<'_>, order: &[u32]) -> io::Result<()> {
        let mut offsets = Vec::with_capacity(order.len() * 4 + 4);
        let mut at = 0u64;
        for number in order {
            offsets.extend_from_slice(&small(at)?.to_le_bytes());
            at += self.records[*number as usize].blob.len() as u64;
        }
        offsets.extend_from_slice(&small(at)?.to_le_bytes());
        file.begin(Section::Offsets)?;
        file.put(&offsets)?;
        file.end()?;
        file.begin(Section::Records)?;
        for number in order {
            file.put(&self.arena[self.records[*number as usize].blob.clone()])?;
        }
        file.end()
    }
}

fn small(number: u64) -> io::Result<u32> {
    u32::try_from(number).map_err(|_| io::Error::other("a part of more than 4 GiB does not fit one segment"))
}

/// The file being written: pages are summed, everything is hashed, sections are noted.
struct Output<'o> {
    out: &'o mut dyn Write,
    hash: Sha256,
    page: Vec<u8>,
    checks: Vec<u32>,
    sections: Vec<(Section, Extent)>,
    offset: u64,
}

impl<'o> Output<'o> {
    fn new(out: &'o mut dyn Write) -> Output<'o> {
        Output {
            out,
            hash: Sha256::new(),
            page: Vec::with_capacity(PAGE),
            checks: Vec::new(),
            sections: Vec::new(),
            offset: 0,
        }
    }

    fn begin(&mut self, section: Section) -> io::Result<()> {
        self.pad()?;
        self.sections.push((section, Extent { offset: self.offset, length: 0 }));
        Ok(())
    }

    /// Bytes of the section begun last.
    fn length(&self) -> u64 {
        self.sections.last().map_or(0, |(_, extent)| self.offset - extent.offset)
    }

    fn end(&mut self) -> io::Result<()> {
        let length = self.length();
        if let Some((_, extent)) = self.sections.last_mut() {
            extent.length = length;
        }
        self.pad()
    }

    fn put(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.offset += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PAGE - self.page.len()));
            self.page.extend_from_slice(now);
            bytes = later;
            if self.page.len() == PAGE {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.checks.push(crc32fast::hash(&self.page));
        self.hash.update(&self.page);
        self.out.write_all(&self.page)?;
        self.page.clear();
        Ok(())
    }

    fn pad(&mut self) -> io::Result<()> {
        if !self.page.is_empty() {
            self.offset += (PAGE - self.page.len()) as u64;
            self.page.resize(PAGE, 0);
            self.flush()?;
        }
        Ok(())
    }

    /// A probe table whose entries never cross pages, and the first hash of each of its pages.
    fn table(&mut self, table: Section, fence: Section, entries: &[(u64, u32)]) -> io::Result<()> {
        self.begin(table)?;
        for page in entries.chunks(ENTRIES) {
            let mut bytes = [0u8; PAGE];
            for (slot, (hash, value)) in bytes.chunks_exact_mut(ENTRY).zip(page) {
                slot[..8].copy_from_slice(&hash.to_le_bytes());
                slot[8..].copy_from_slice(&value.to_le_bytes());
            }
            let used = if page.len() == ENTRIES { PAGE } else { page.len() * ENTRY };
            self.put(&bytes[..used])?;
        }
        self.end()?;
        self.begin(fence)?;
        for page in entries.chunks(ENTRIES) {
            self.put(&page[0].0.to_le_bytes())?;
        }
        self.end()
    }

    fn finish(mut self) -> io::Result<[u8; 32]> {
        self.pad()?;
        let checks: Vec<u8> = self.checks.iter().flat_map(|check| check.to_le_bytes()).collect();
        self.begin(Section::Checks)?;
        self.put(&checks)?;
        self.end()?;
        let mut trailer = Vec::with_capacity(PAGE);
        trailer.extend_from_slice(&MAGIC);
        trailer.extend_from_slice(&FORMAT.to_le_bytes());
        trailer.extend_from_slice(&crc32fast::hash(&checks).to_le_bytes());
        trailer.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        for (section, Extent { offset, length }) in &self.sections {
            trailer.extend_from_slice(&section.number().to_le_bytes());
            trailer.extend_from_slice(&offset.to_le_bytes());
            trailer.extend_from_slice(&length.to_le_bytes());
        }
        trailer.resize(PAGE - 4, 0);
        let check = crc32fast::hash(&trailer);
        trailer.extend_from_slice(&check.to_le_bytes());
        self.hash.update(&trailer);
        self.out.write_all(&trailer)?;
        self.out.flush()?;
        Ok(self.hash.finalize().into())
    }
}
