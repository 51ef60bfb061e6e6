//! Reads one segment: opened with two small reads, asked with one or two pages a question.

use crate::codec::{Cursor, Short};
use crate::filter::Filter;
use crate::layout::{ENTRIES, ENTRY, Extent, FORMAT, MAGIC, PAGE, Section};
use crate::page::{Pages, Window};
use crate::positioned::read_at;
use crate::record;
use std::fs::File;
use std::path::Path;
use vulnerability::{Advisory, KnowledgeFault};

/// One open segment.
#[derive(Debug)]
pub(crate) struct Segment {
    pages: Pages,
    sections: [Extent; Section::ALL.len()],
    names: Table,
    ids: Table,
    /// Of the names; filled only where they are held.
    filter: Filter,
}

/// A probe table: where it lies, and the first hash of each of its pages.
#[derive(Debug, Default)]
struct Table {
    extent: Extent,
    fence: Vec<u64>,
}

/// The windows of one walk through a segment, so that neighbours share reads.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    table: Window,
    offsets: Window,
    body: Window,
    found: Vec<u32>,
}

impl Segment {
    /// Opens a segment file and checks its trailer.
    pub(crate) fn open(path: &Path) -> Result<Segment, KnowledgeFault> {
        let fault = |what: &str, cause| KnowledgeFault { what: format!("{}: {what}", path.display()), cause };
        let file = File::open(path).map_err(|cause| fault("cannot be opened", Some(cause)))?;
        let size = file.metadata().map_err(|cause| fault("cannot be read", Some(cause)))?.len();
        if size < PAGE as u64 || size % PAGE as u64 != 0 {
            return Err(fault("is cut short; import the feed again", None));
        }
        let mut trailer = [0u8; PAGE];
        read_at(&file, &mut trailer, size - PAGE as u64).map_err(|cause| fault("cannot be read", Some(cause)))?;
        let (sections, checks_sum) = table(&trailer, size).map_err(|what| fault(what, None))?;
        let checks = sections[Section::Checks as usize];
        let mut bytes = vec![0u8; usize::try_from(checks.length).map_err(|_| fault("is too large", None))?];
        read_at(&file, &mut bytes, checks.offset).map_err(|cause| fault("cannot be read", Some(cause)))?;
        if crc32fast::hash(&bytes) != checks_sum {
            return Err(fault("its check sums are damaged; import the feed again", None));
        }
        let checks = bytes.as_chunks::<4>().0.iter().map(|check| u32::from_le_bytes(*check)).collect();
        let mut segment = Segment {
            pages: Pages::new(file, path, checks),
            sections,
            names: Table::default(),
            ids: Table::default(),
            filter: Filter::default(),
        };
        segment.names = segment.table(Section::Names, Section::NamesFence)?;
        segment.ids = segment.table(Section::Ids, Section::IdsFence)?;
        Ok(segment)
    }

    fn table(&self, table: Section, fence: Section) -> Result<Table, KnowledgeFault> {
        let extent = self.extent(fence);
        let mut window = Window::default();
        let bytes = self.pages.read(&mut window, extent.offset, extent.length as usize)?;
        let fence: Vec<u64> = bytes.as_chunks::<8>().0.iter().map(|hash| u64::from_le_bytes(*hash)).collect();
        Ok(Table { extent: self.extent(table), fence })
    }

    fn extent(&self, section: Section) -> Extent {
        self.sections[section as usize]
    }

    /// How many records it holds.
    pub(crate) fn records(&self) -> u32 {
        u32::try_from((self.extent(Section::Offsets).length / 4).saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The posting of the name that `is_it` recognises by its spelling and what follows it, when the segment has it under this hash: how
    /// many statements, and their bytes.
    pub(crate) fn posting<'w>(
        &'w self,
        walk: &'w mut Walk,
        hash: u64,
        is_it: &mut dyn FnMut(&str, Cursor<'_>) -> Result<bool, Short>,
    ) -> Result<Option<(usize, Cursor<'w>)>, KnowledgeFault> {
        if !self.filter.may_have(hash) {
            return Ok(None);
        }
        let Walk { table, offsets: _, body, found } = walk;
        found.clear();
        self.probe(&self.names, table, hash, &mut |offset| found.push(offset))?;
        for offset in found.iter() {
            let at = self.extent(Section::Postings).offset + u64::from(*offset);
            let length = self.pages.read(body, at, 4)?;
            let length = u32::from_le_bytes(length.try_into().expect("four bytes were asked for"));
            if u64::from(length) > self.extent(Section::Postings).length {
                return Err(self.pages.damaged(at));
            }
            let mut cursor = Cursor::new(self.pages.read(body, at + 4, length as usize)?);
            let spelling = cursor.text().map_err(|Short| self.pages.damaged(at))?;
            if is_it(spelling, cursor).map_err(|Short| self.pages.damaged(at))? {
                // Read again, because a borrow that is given back cannot outlive a turn of the loop.
                let mut cursor = Cursor::new(self.pages.read(body, at + 4, length as usize)?);
                cursor.text().map_err(|Short| self.pages.damaged(at))?;
                let count = cursor.count().map_err(|Short| self.pages.damaged(at))?;
                return Ok(Some((count, cursor)));
            }
        }
        Ok(None)
    }

    /// Walks every posting in the order of the file: name, count, statements.
    pub(crate) fn each_posting(
        &self,
        each: &mut dyn FnMut(&str, usize, Cursor<'_>) -> Result<(), Short>,
    ) -> Result<(), KnowledgeFault> {
        let extent = self.extent(Section::Postings);
        let mut window = Window::default();
        let mut at = extent.offset;
        while at + 4 <= extent.offset + extent.length {
            let length = self.pages.read(&mut window, at, 4)?;
            let length = u32::from_le_bytes(length.try_into().expect("four bytes were asked for"));
            if u64::from(length) > extent.length {
                return Err(self.pages.damaged(at));
            }
            let mut cursor = Cursor::new(self.pages.read(&mut window, at + 4, length as usize)?);
            let mut visit = || {
                let name = cursor.text()?;
                let count = cursor.count()?;
                each(name, count, cursor)
            };
            visit().map_err(|Short| self.pages.damaged(at))?;
            at += 4 + u64::from(length);
        }
        Ok(())
    }

    /// Gives `each` the number of every record that carries the id as its own or as an alias.
    pub(crate) fn by_id(
        &self,
        walk: &mut Walk,
        hash: u64,
        id: &str,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), KnowledgeFault> {
        let mut found = Vec::new();
        self.probe(&self.ids, &mut walk.table, hash, &mut |record| found.push(record))?;
        for number in found {
            let blob = self.blob(walk, number)?;
            let (own, aliases) = record::ids(blob).map_err(|Short| self.pages.damaged(u64::from(number)))?;
            if own.eq_ignore_ascii_case(id) || aliases.iter().any(|alias| alias.eq_ignore_ascii_case(id)) {
                each(number);
            }
        }
        Ok(())
    }

    /// The records of the segment below that this one hides; none unless it is a layer.
    pub(crate) fn hidden(&self) -> Result<Vec<u32>, KnowledgeFault> {
        let extent = self.extent(Section::Hidden);
        if extent.length == 0 {
            return Ok(Vec::new());
        }
        let length = usize::try_from(extent.length).map_err(|_| self.damaged())?;
        let mut window = Window::default();
        let bytes = self.pages.read(&mut window, extent.offset, length)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect())
    }

    /// The bytes of one record.
    pub(crate) fn blob<'w>(&'w self, walk: &'w mut Walk, number: u32) -> Result<&'w [u8], KnowledgeFault> {
        if number >= self.records() {
            return Err(self.pages.damaged(u64::from(number)));
        }
        let Walk { table: _, offsets, body, found: _ } = walk;
        let bytes = self.pages.read(offsets, self.extent(Section::Offsets).offset + u64::from(number) * 4, 8)?;
        let (pair, _) = bytes.as_chunks::<4>();
        let (start, end) = (u32::from_le_bytes(pair[0]), u32::from_le_bytes(pair[1]));
        let records = self.extent(Section::Records);
        if end < start || u64::from(end) > records.length {
            return Err(self.pages.damaged(records.offset + u64::from(start)));
        }
        self.pages.read(body, records.offset + u64::from(start), (end - start) as usize)
    }

    /// One record in full.
    pub(crate) fn record<'w>(&'w self, walk: &'w mut Walk, number: u32) -> Result<Advisory<'w>, KnowledgeFault> {
        let blob = self.blob(walk, number)?;
        record::decode(blob).map_err(|Short| self.pages.damaged(u64::from(number)))
    }

    /// Gives `each` the value of every entry with this hash.
    fn probe(
        &self,
        table: &Table,
        window: &mut Window,
        hash: u64,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), KnowledgeFault> {
        // The last page whose first hash is below the wanted one may hold it too, when equal hashes run over pages.
        let fence = &table.fence;
        let mut page = near(fence.len(), share(hash, 0, u64::MAX, fence.len()), |page| fence[page] < hash);
        page = page.saturating_sub(1);
        while page < fence.len() && fence[page] <= hash {
            let (slots, _) = self.page_of(table, window, page)?.as_chunks::<ENTRY>();
            let hash_of = |slot: &[u8; ENTRY]| u64::from_le_bytes(slot[..8].try_into().expect("eight bytes"));
            let next = fence.get(page + 1).copied().unwrap_or(u64::MAX);
            let first = near(slots.len(), share(hash, fence[page], next, slots.len()), |at| hash_of(&slots[at]) < hash);
            for slot in slots[first..].iter().take_while(|slot| hash_of(slot) == hash) {
                each(u32::from_le_bytes(slot[8..].try_into().expect("four bytes")));
            }
            page += 1;
        }
        Ok(())
    }

    /// The entries of one page of a table.
    fn page_of<'w>(&'w self, table: &Table, window: &'w mut Window, page: usize) -> Result<&'w [u8], KnowledgeFault> {
        let held = entries_of(table.extent.length).saturating_sub(page * ENTRIES).min(ENTRIES);
        self.pages.read(window, table.extent.offset + (page * PAGE) as u64, held * ENTRY)
    }

    /// How many bytes [`Segment::hold`] would hold: names and what is said of them stand at the beginning of the file.
    pub(crate) fn to_hold(&self) -> u64 {
        let ends = [Section::Postings, Section::Names].map(|section| self.extent(section));
        ends.into_iter().map(|extent| extent.offset + extent.length).max().unwrap_or(0)
    }

    /// Holds names and what is said of them in memory.
    pub(crate) fn hold(&mut self) -> Result<(), KnowledgeFault> {
        self.pages.hold(self.to_hold())?;
        let mut filter = Filter::of(entries_of(self.names.extent.length));
        let mut window = Window::default();
        for page in 0..self.names.fence.len() {
            let (slots, _) = self.page_of(&self.names, &mut window, page)?.as_chunks::<ENTRY>();
            slots.iter().for_each(|slot| filter.add(u64::from_le_bytes(slot[..8].try_into().expect("eight bytes"))));
        }
        self.filter = filter;
        Ok(())
    }

    /// Where the file stands.
    pub(crate) fn path(&self) -> &Path {
        self.pages.path()
    }

    /// The fault of a number that is not what was written.
    pub(crate) fn damaged(&self) -> KnowledgeFault {
        self.pages.damaged(0)
    }
}

/// Where a hash would stand among so many that are spread evenly between two.
fn share(hash: u64, low: u64, high: u64, length: usize) -> usize {
    let (above, all) = (hash.saturating_sub(low), high.saturating_sub(low).max(1));
    (u128::from(above) * length as u128 / u128::from(all)) as usize
}

/// The first place that is not below a hash, looked for from the place where it should stand in steps that double, so that
/// few lines of memory are touched.
fn near(length: usize, guess: usize, below: impl Fn(usize) -> bool) -> usize {
    let guess = guess.min(length);
    let (mut low, mut high, mut step) = (guess, guess, 4);
    while low > 0 && !below(low - 1) {
        high = low - 1;
        low = low.saturating_sub(step);
        step *= 2;
    }
    if low == guess {
        high = (guess + step).min(length);
        while high < length && below(high) {
            low = high + 1;
            step *= 2;
            high = (high + step).min(length);
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if below(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Entries of a probe table of `length` bytes: full pages hold [`ENTRIES`], the last one what is left.
fn entries_of(length: u64) -> usize {
    let full = (length / PAGE as u64) as usize;
    full * ENTRIES + (length % PAGE as u64) as usize / ENTRY
}

type Sections = [Extent; Section::ALL.len()];

fn table(trailer: &[u8; PAGE], size: u64) -> Result<(Sections, u32), &'static str> {
    let word = |at: usize| u32::from_le_bytes(trailer[at..at + 4].try_into().expect("four bytes"));
    let long = |at: usize| u64::from_le_bytes(trailer[at..at + 8].try_into().expect("eight bytes"));
    if trailer[..8] != MAGIC {
        return Err("is no index segment, or is cut short; import the feeds again");
    }
    if word(8) != FORMAT {
        return Err("was written by another version of tutela; import the feeds again");
    }
    if crc32fast::hash(&trailer[..PAGE - 4]) != word(PAGE - 4) {
        return Err("its trailer is damaged; import the feed again");
    }
    let mut sections = Sections::default();
    let count = (word(16) as usize).min((PAGE - 24) / 20);
    for slot in 0..count {
        let at = 20 + slot * 20;
        let extent = Extent { offset: long(at + 4), length: long(at + 12) };
        if extent.offset.checked_add(extent.length).is_none_or(|end| end > size) {
            return Err("its section table is damaged; import the feed again");
        }
        if let Some(section) = Section::ALL.into_iter().find(|section| section.number() == word(at)) {
            sections[section as usize] = extent;
        }
    }
    Ok((sections, word(12)))
}

#[cfg(test)]
mod tests {
    use super::{near, share};

    #[test]
    fn the_place_of_a_hash_is_found_wherever_it_stands() {
        let even: Vec<u64> = (0..500).map(|place| place * (u64::MAX / 500)).collect();
        let crowded: Vec<u64> = (0..500).map(|place| place / 3).collect();
        for hashes in [even, crowded, Vec::new()] {
            for hash in hashes.iter().flat_map(|hash| [hash.saturating_sub(1), *hash, hash + 1]).chain([0, u64::MAX]) {
                let wanted = hashes.partition_point(|held| *held < hash);
                let guess = share(hash, 0, u64::MAX, hashes.len());
                assert_eq!(near(hashes.len(), guess, |place| hashes[place] < hash), wanted, "{hash}");
            }
        }
    }
}
