//! Rows against declared flows over one piece of the universe: an interval decision diagram, walked without being built.
//!
//! The fields are split one after the other at the ends of the ranges that still matter. Rows that cannot be reached are
//! left out as soon as one covers all that remains; a list of rows and flows that was met before is not walked again, so a
//! rule set of many separate rules costs as much as it is long. A budget bounds everything else.

use crate::differ::Change;
use crate::packet::{ICMP, ICMPV6, Packet, Ports, TCP, UDP, WITH_PORTS, ports_of};
use crate::program::{Does, Origin, Row};
use crate::ranges::Ranges;
use crate::tidy::Marks;
use crate::universe::Piece;
use std::collections::{BTreeMap, BTreeSet};

/// A declared flow, cut down to the piece.
#[derive(Clone, Debug)]
pub(crate) struct FlowRow {
    pub(crate) flow: usize,
    pub(crate) needed: bool,
    pub(crate) fields: [Ranges; 5],
    pub(crate) full: u8,
}

impl FlowRow {
    /// A region cut down to a piece; `None` where nothing is left.
    pub(crate) fn of(flow: usize, needed: bool, region: &Region, piece: &Piece) -> Option<FlowRow> {
        let mut row = FlowRow { flow, needed, fields: [const { Ranges::All }; 5], full: 0b1_1111 };
        for (at, ranges) in region.fields().into_iter().enumerate() {
            let bounds = &piece.bounds[at];
            if bounds.iter().all(|(low, high)| ranges.covers(*low, *high)) {
                continue;
            }
            row.fields[at] = Ranges::of(bounds.iter().flat_map(|(low, high)| ranges.inside(*low, *high)).collect());
            row.full &= !(1 << at);
            if row.fields[at].is_none() {
                return None;
            }
        }
        Some(row)
    }
}

/// A way in which rules and declaration differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Difference {
    /// Let through, and nobody declared it.
    Undeclared,
    /// Declared as needed, and stopped.
    Blocked,
    /// It depends on something that was not understood.
    NotProved,
}

/// What tells one difference from another: kind, deciding row, flow concerned.
pub(crate) type Key = (Difference, Origin, Option<usize>);

/// Packets of one region: each field a set, all of them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// IPv4 or IPv6.
    pub family: crate::Family,
    /// Protocol numbers.
    pub protocol: Ranges,
    /// Source addresses.
    pub source: Ranges,
    /// Destination addresses.
    pub destination: Ranges,
    /// Destination ports, or ICMP codes.
    pub second: Ranges,
    /// Source ports, or ICMP types.
    pub first: Ranges,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// One witness for each difference, and the region it was taken from.
    pub(crate) witnesses: BTreeMap<Key, (Packet, Region)>,
    /// The budget ended first; what was not found is not proved absent.
    pub(crate) over_budget: bool,
    /// One witness for each way in which two rule sets differ.
    pub(crate) changes: BTreeMap<(Change, Origin, Origin), (Packet, Region)>,
    /// What is known of each row, where rows were looked at for themselves.
    pub(crate) marks: Marks,
    /// Steps taken.
    pub(crate) steps: usize,
}

/// What rows are held against.
#[derive(Clone, Copy)]
pub(crate) enum Against<'p> {
    /// Declared flows; with `only_blocked`, only needed flows that are stopped count and nothing else is wanted either way.
    Flows { flows: &'p [FlowRow], only_blocked: bool },
    /// The rows of another rule set.
    Rows(&'p [Row]),
    /// Nothing: which rows are reached, and which could be left out.
    Itself,
}

/// What the declaration wants of a region.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Through(usize),
    EitherWay,
    Stopped,
    Mixed,
}

const ACCEPT: u8 = 1;
const DROP: u8 = 2;
const BOTH: u8 = 3;
/// Rows are numbered from 0, flows from here.
const FLOWS: u32 = 1 << 31;

/// A list of rows and flows at a depth, with what the ports mean there.
type Met = (u8, Ports, Box<[u32]>, Box<[u32]>);

/// What a walk over a list of rows gives.
struct Walk {
    reachable: Vec<u32>,
    verdicts: u8,
    /// Whether every row reached covers all that remains.
    exact: bool,
    accepting: Option<u32>,
    dropping: Option<u32>,
    doubt: Option<u32>,
}

impl Walk {
    /// The row on which the outcome hangs.
    fn decides(&self) -> Option<u32> {
        self.doubt.or(self.accepting).or(self.dropping)
    }
}

pub(crate) struct Compare<'p> {
    piece: &'p Piece,
    rows: &'p [Row],
    against: Against<'p>,
    budget: usize,
    /// Depth, meaning of ports, rows, flows.
    met: BTreeSet<Met>,
    region: [(u128, u128); 5],
    found: Found,
}

/// Compares over a piece.
pub(crate) fn compare(piece: &Piece, rows: &[Row], flows: &[FlowRow], only_blocked: bool, budget: usize) -> Found {
    hold(piece, rows, Against::Flows { flows, only_blocked }, budget)
}

/// Holds rows over a piece against flows or other rows.
pub(crate) fn hold(piece: &Piece, rows: &[Row], against: Against<'_>, budget: usize) -> Found {
    hold_some(piece, rows, (0..u32::try_from(rows.len()).unwrap_or(FLOWS)).collect(), against, budget)
}

/// The same with the rows that touch the piece, by their places in all rows.
pub(crate) fn hold_some(piece: &Piece, rows: &[Row], some: Vec<u32>, against: Against<'_>, budget: usize) -> Found {
    let region = [0, 1, 2, 3, 4].map(|field: usize| piece.bounds[field].first().copied().unwrap_or((0, 0)));
    let mut compare = Compare { piece, rows, against, budget, met: BTreeSet::new(), region, found: Found::default() };
    let others = match against {
        Against::Flows { flows, .. } => flows.len(),
        Against::Rows(others) => others.len(),
        Against::Itself => {
            compare.found.marks = Marks::of(rows);
            0
        }
    };
    compare.node(0, some, (0..u32::try_from(others).unwrap_or(FLOWS)).collect());
    compare.found
}

impl Compare<'_> {
    fn node(&mut self, depth: usize, rows: Vec<u32>, flows: Vec<u32>) {
        self.found.steps += rows.len() + flows.len() + 1;
        if self.found.steps > self.budget {
            self.found.over_budget = true;
            return;
        }
        let remaining = (0b1_1111u8 << depth) & 0b1_1111;
        let walked = walk(self.rows, &rows, remaining);
        let (all, only_blocked) = match self.against {
            Against::Flows { flows, only_blocked } => (flows, only_blocked),
            Against::Rows(others) => {
                let other = walk(others, &flows, remaining);
                return self.two(depth, walked, other);
            }
            Against::Itself => return self.itself(depth, rows, &walked),
        };
        let want = want(all, &flows, remaining);
        let settled = match want {
            Want::Stopped => only_blocked || walked.verdicts == DROP,
            Want::Through(_) => walked.verdicts == ACCEPT,
            Want::EitherWay => true,
            Want::Mixed => false,
        };
        if settled {
            return;
        }
        if depth == 5 || (walked.exact && want != Want::Mixed) {
            return self.differs(depth, &walked, want);
        }
        let ports = self.ports();
        let key = (depth as u8, ports, walked.reachable.clone().into_boxed_slice(), flows.clone().into_boxed_slice());
        if self.met.insert(key) {
            self.split(depth, &walked.reachable, &flows);
        }
    }

    /// A region under two rule sets.
    fn two(&mut self, depth: usize, one: Walk, other: Walk) {
        if one.verdicts == other.verdicts && one.verdicts != BOTH {
            return;
        }
        if depth == 5 || (one.exact && other.exact) {
            return self.changes(depth, &one, &other);
        }
        let (rows, others) = (one.reachable.clone().into_boxed_slice(), other.reachable.clone().into_boxed_slice());
        if self.met.insert((depth as u8, self.ports(), rows, others)) {
            self.split(depth, &one.reachable, &other.reachable);
        }
    }

    /// A region looked at for which rows are reached there, and what would decide without the one that does.
    fn itself(&mut self, depth: usize, rows: Vec<u32>, walked: &Walk) {
        if rows.iter().all(|&row| self.found.marks.settled(row)) {
            return;
        }
        if depth < 5 && !walked.exact {
            let kept = self.two_deep(rows, (0b1_1111u8 << depth) & 0b1_1111);
            let key = (depth as u8, self.ports(), kept.clone().into_boxed_slice(), Box::default());
            if self.met.insert(key) {
                self.split(depth, &kept, &[]);
            }
            return;
        }
        for &row in &walked.reachable {
            self.found.marks.live[row as usize] = true;
        }
        let remaining = (0b1_1111u8 << depth) & 0b1_1111;
        let Some(&decides) = walked.reachable.last() else { return };
        let others: Vec<u32> = rows.iter().copied().filter(|&row| row != decides).collect();
        let without = walk(self.rows, &others, remaining);
        let same = walked.verdicts != BOTH && without.exact && without.verdicts == walked.verdicts;
        if !same && without.exact {
            self.found.marks.needed[decides as usize] = true;
        }
        for &row in rows.iter().filter(|&&row| row > decides) {
            if self.rows[row as usize].full & remaining == remaining {
                self.found.marks.before.entry(row).or_insert(decides);
            }
        }
        if !without.exact {
            // What would decide instead is not one row in the whole region.
            let kept = self.two_deep(rows, remaining);
            let key = (depth as u8, self.ports(), kept.clone().into_boxed_slice(), Box::default());
            if depth == 5 {
                self.found.marks.needed[decides as usize] = true;
            } else if self.met.insert(key) {
                self.split(depth, &kept, &[]);
            }
        }
    }

    /// Rows without those that lie behind two that each decide about all that remains.
    fn two_deep(&self, mut rows: Vec<u32>, remaining: u8) -> Vec<u32> {
        if rows.iter().any(|&row| matches!(self.rows[row as usize].does, Does::To(_))) {
            return rows;
        }
        let decides = |row: &Row| {
            row.full & remaining == remaining && !row.maybe && matches!(row.does, Does::Accept | Does::Drop)
        };
        let mut ends = rows.iter().enumerate().filter(|&(_, &row)| decides(&self.rows[row as usize]));
        if let Some((at, _)) = ends.nth(1) {
            rows.truncate(at + 1);
        }
        rows
    }

    fn changes(&mut self, depth: usize, one: &Walk, other: &Walk) {
        let (change, rows) = match (one.verdicts, other.verdicts) {
            (DROP, ACCEPT) => (Change::Opened, [one.dropping, other.accepting]),
            (ACCEPT, DROP) => (Change::Closed, [one.accepting, other.dropping]),
            _ => (Change::NotProved, [one.decides(), other.decides()]),
        };
        let Against::Rows(others) = self.against else { return };
        let origin = |all: &[Row], row: Option<u32>| row.map_or(Origin::NoFilter, |at| all[at as usize].origin);
        let key = (change, origin(self.rows, rows[0]), origin(others, rows[1]));
        if !self.found.changes.contains_key(&key) {
            let shown = (self.packet(depth), self.shown(depth));
            self.found.changes.insert(key, shown);
        }
    }

    /// Whether a row, or what it is held against, covers a field of the whole piece, and its ranges there.
    fn other(&self, at: u32, depth: usize) -> (bool, &Ranges) {
        let (full, fields) = match self.against {
            Against::Flows { flows, .. } => (flows[at as usize].full, &flows[at as usize].fields),
            Against::Rows(rows) => (rows[at as usize].full, &rows[at as usize].fields),
            Against::Itself => return (true, &Ranges::All),
        };
        (full & (1 << depth) != 0, &fields[depth])
    }

    /// What the two numbers behind the protocol mean in the region.
    fn ports(&self) -> Ports {
        ports_of(u8::try_from(self.region[0].0).unwrap_or(255))
    }

    fn bounds(&self, depth: usize) -> Vec<(u128, u128)> {
        match (depth, self.ports()) {
            (3 | 4, Ports::Types) => vec![(0, 255)],
            (3 | 4, Ports::Nothing) => vec![(0, 0)],
            _ => self.piece.bounds[depth].clone(),
        }
    }

    /// Walks each interval of one field in which the same rows and flows hold.
    fn split(&mut self, depth: usize, rows: &[u32], flows: &[u32]) {
        let bit = 1u8 << depth;
        let (whole_rows, part_rows): (Vec<u32>, Vec<u32>) =
            rows.iter().partition(|&&at| self.rows[at as usize].full & bit != 0);
        let (whole_flows, part_flows): (Vec<u32>, Vec<u32>) = flows.iter().partition(|&&at| self.other(at, depth).0);
        for (low, high) in self.bounds(depth) {
            let mut ends: Vec<(u128, u32, bool)> = Vec::new();
            let parts = part_rows.iter().map(|&at| (at, &self.rows[at as usize].fields[depth]));
            let parts = parts.chain(part_flows.iter().map(|&at| (at | FLOWS, self.other(at, depth).1)));
            for (item, ranges) in parts {
                for (from, to) in ranges.inside(low, high) {
                    ends.push((from, item, true));
                    if to < high {
                        ends.push((to + 1, item, false));
                    }
                }
            }
            ends.sort_unstable();
            let mut cuts: Vec<u128> = Vec::new();
            if depth == 0 {
                let known = WITH_PORTS.into_iter().chain([ICMP, ICMPV6]).flat_map(|known| [known, known + 1]);
                cuts.extend(known.filter(|cut| (low..=high).contains(cut)));
                cuts.sort_unstable();
                cuts.dedup();
            }
            self.sweep(depth, (low, high), &ends, &cuts, [&whole_rows, &whole_flows]);
            if self.found.over_budget {
                return;
            }
        }
    }

    fn sweep(
        &mut self,
        depth: usize,
        (low, high): (u128, u128),
        ends: &[(u128, u32, bool)],
        cuts: &[u128],
        [whole_rows, whole_flows]: [&Vec<u32>; 2],
    ) {
        let mut open: BTreeSet<u32> = BTreeSet::new();
        let (mut at, mut end, mut cut) = (low, 0, 0);
        loop {
            while let Some((_, item, begins)) = ends.get(end).filter(|(place, ..)| *place <= at) {
                if *begins {
                    open.insert(*item)
                } else {
                    open.remove(item)
                };
                end += 1;
            }
            while cuts.get(cut).is_some_and(|place| *place <= at) {
                cut += 1;
            }
            let next = [ends.get(end).map(|(place, ..)| *place), cuts.get(cut).copied()];
            let next = next.into_iter().flatten().min();
            self.region[depth] = (at, next.map_or(high, |next| next - 1));
            let rows = merged(whole_rows, open.range(..FLOWS).copied());
            let flows = merged(whole_flows, open.range(FLOWS..).map(|item| item & !FLOWS));
            self.node(depth + 1, rows, flows);
            match next {
                Some(next) if !self.found.over_budget => at = next,
                _ => return,
            }
        }
    }

    fn differs(&mut self, depth: usize, walk: &Walk, want: Want) {
        let flow = match want {
            Want::Through(flow) => Some(flow),
            Want::Stopped | Want::EitherWay | Want::Mixed => None,
        };
        let (kind, row) = match (walk.verdicts, want) {
            (ACCEPT, Want::Stopped) => (Difference::Undeclared, walk.accepting),
            (DROP, Want::Through(_)) => (Difference::Blocked, walk.dropping),
            _ => (Difference::NotProved, walk.doubt),
        };
        let origin = row.map_or(Origin::NoFilter, |at| self.rows[at as usize].origin);
        if !self.found.witnesses.contains_key(&(kind, origin, flow)) {
            let shown = (self.packet(depth), self.shown(depth));
            self.found.witnesses.insert((kind, origin, flow), shown);
        }
    }

    fn shown(&self, depth: usize) -> Region {
        let set = |field: usize, most: u128| {
            let ranges = if field < depth { vec![self.region[field]] } else { self.bounds(field) };
            match Ranges::of(ranges) {
                Ranges::One(0, high) if high >= most => Ranges::All,
                ranges => ranges,
            }
        };
        let most = self.piece.family.most();
        Region {
            family: self.piece.family,
            protocol: set(0, 255),
            source: set(1, most),
            destination: set(2, most),
            second: set(3, 65_535),
            first: set(4, 65_535),
        }
    }

    /// A packet of the region, a plausible one where there is a choice.
    fn packet(&self, depth: usize) -> Packet {
        let field = |field: usize| {
            if field < depth { vec![self.region[field]] } else { self.bounds(field) }
        };
        let outside = match self.piece.family {
            crate::Family::V4 => 0xc633_6401, // 198.51.100.1 (RFC 5737)
            crate::Family::V6 => 0x2001_0db8_0000_0000_0000_0000_0000_0001, // 2001:db8::1 (RFC 3849)
        };
        let protocol = pick(&field(0), &[TCP, UDP]);
        let number = |value: u128| u16::try_from(value).unwrap_or(0);
        let (first, second) = match ports_of(u8::try_from(protocol).unwrap_or(255)) {
            Ports::Ports => (pick(&field(4), &[49_152]), pick(&field(3), &[1])),
            Ports::Types => (pick(&field(4), &[8, 128]), pick(&field(3), &[0])),
            Ports::Nothing => (0, 0),
        };
        Packet {
            family: self.piece.family,
            source: pick(&field(1), &[outside]),
            destination: pick(&field(2), &[outside]),
            protocol: u8::try_from(protocol).unwrap_or(255),
            first: number(first),
            second: number(second),
            state: self.piece.state,
        }
    }
}

/// What may happen to packets of the region; rows that are not reached are left out.
fn walk(all: &[Row], rows: &[u32], remaining: u8) -> Walk {
    let mut walk =
        Walk { reachable: Vec::new(), verdicts: 0, exact: true, accepting: None, dropping: None, doubt: None };
    let mut falls = true;
    let mut leaps: Vec<u32> = Vec::new();
    for &at in rows {
        if !leaps.is_empty() {
            let before = leaps.len();
            leaps.retain(|target| *target > at);
            falls |= leaps.len() < before;
        }
        if !falls {
            if leaps.is_empty() {
                break;
            }
            continue;
        }
        walk.reachable.push(at);
        let row = &all[at as usize];
        let partial = row.full & remaining != remaining;
        walk.exact &= !partial;
        if row.maybe {
            walk.doubt.get_or_insert(at);
        }
        match row.does {
            Does::Accept => {
                walk.verdicts |= ACCEPT;
                walk.accepting.get_or_insert(at);
            }
            Does::Drop => {
                walk.verdicts |= DROP;
                walk.dropping.get_or_insert(at);
            }
            Does::To(target) => leaps.push(target),
            Does::Either | Does::Changes => {
                walk.verdicts = BOTH;
                walk.doubt.get_or_insert(at);
            }
        }
        falls = partial || row.maybe || row.does == Does::Changes;
    }
    walk
}

/// What flows want of the region.
fn want(all: &[FlowRow], flows: &[u32], remaining: u8) -> Want {
    let covers = |flow: &FlowRow| flow.full & remaining == remaining;
    let mut want = Want::Stopped;
    for flow in flows.iter().map(|&at| &all[at as usize]) {
        match (flow.needed, covers(flow)) {
            (true, true) => return Want::Through(flow.flow),
            (false, true) if want == Want::Stopped => want = Want::EitherWay,
            (false, true) => {}
            (true, false) => want = Want::Mixed,
            (false, false) if want == Want::Stopped => want = Want::Mixed,
            (false, false) => {}
        }
    }
    want
}

/// One of the wished values if it is there, else the lowest.
fn pick(ranges: &[(u128, u128)], wishes: &[u128]) -> u128 {
    let wished = wishes.iter().find(|wish| ranges.iter().any(|(low, high)| (low..=high).contains(wish)));
    wished.copied().or_else(|| ranges.first().map(|(low, _)| *low)).unwrap_or(0)
}

/// Two ascending lists as one.
fn merged(whole: &[u32], open: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut all = Vec::with_capacity(whole.len() + 4);
    let mut whole = whole.iter().copied().peekable();
    for item in open {
        while let Some(before) = whole.next_if(|before| *before < item) {
            all.push(before);
        }
        all.push(item);
    }
    all.extend(whole);
    all
}
