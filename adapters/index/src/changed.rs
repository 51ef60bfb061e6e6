//! What differs between two generations: the ids and names of the records that came, changed or went, so that what they
//! touch is checked before all else.
//!
//! Parts whose segments are the same are not opened. Where only the layer changed, of the segment below only records that
//! one layer hides and the other does not are looked at, with one walk through its postings.

use crate::codec::Cursor;
use crate::generation::HeldPart;
use crate::home::Home;
use crate::layers::Layers;
use crate::names::{hash, hash_id};
use crate::segment::{Segment, Walk};
use crate::{record, statement};
use activities::mirror_port::Changed;
use std::collections::HashMap;
use vulnerability::KnowledgeFault;

impl Home {
    /// What differs between two generations by hash; `None` when one of them is no longer kept.
    pub fn changed(&self, before: &str, now: &str) -> Result<Option<Changed>, KnowledgeFault> {
        let kept = |hash: &str| self.generations().join(format!("{hash}.json")).is_file();
        if !kept(before) || !kept(now) {
            return Ok(None);
        }
        let (before, now) = (self.generation(before)?, self.generation(now)?);
        let mut changed = Changed::default();
        let named = |parts: &[HeldPart], name: &str| parts.iter().find(|part| part.part == name).cloned();
        for part in &now.parts {
            let old = named(&before.parts, &part.part);
            let open = |part: &HeldPart| Layers::open(self, part);
            match old {
                Some(old) if old.segments().eq(part.segments()) => {}
                Some(old) => {
                    compare(&open(&old)?, &open(part)?, old.segment == part.segment, &mut changed)?;
                }
                None => compare_one(&open(part)?, &mut changed)?,
            }
        }
        for part in before.parts.iter().filter(|part| named(&now.parts, &part.part).is_none()) {
            compare_one(&Layers::open(self, part)?, &mut changed)?;
        }
        Ok(Some(changed))
    }
}

/// A segment of one state of a part, with those of its records that are compared.
struct Side<'a> {
    segment: &'a Segment,
    /// By number: the hash of its id, and what it says; `None` for what is not compared.
    says: Vec<Option<(u64, u64)>>,
}

impl<'a> Side<'a> {
    fn read(segment: &'a Segment, wanted: &dyn Fn(u32) -> bool) -> Result<Side<'a>, KnowledgeFault> {
        let mut walk = Walk::default();
        let mut says = Vec::with_capacity(segment.records() as usize);
        for number in 0..segment.records() {
            if !wanted(number) {
                says.push(None);
                continue;
            }
            let blob = segment.blob(&mut walk, number)?;
            let (id, _) = record::ids(blob).map_err(|_| segment.damaged())?;
            says.push(Some((hash_id(id), number_of(blob))));
        }
        let mut side = Side { segment, says };
        if side.says.iter().any(Option::is_some) {
            side.add_statements()?;
        }
        Ok(side)
    }

    fn add_statements(&mut self) -> Result<(), KnowledgeFault> {
        let says = &mut self.says;
        self.segment.each_posting(&mut |name, count, mut from: Cursor<'_>| {
            let spelt = hash(name);
            for _ in 0..count {
                let number = from.number()? as usize;
                let before = from.rest();
                statement::decode(0, &mut from)?;
                if let Some(Some((_, says))) = says.get_mut(number) {
                    let said = number_of(&before[..before.len() - from.rest().len()]) ^ spelt;
                    // A sum, so that the order of statements, which is the segment's own, says nothing.
                    *says = says.wrapping_add(said.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                }
            }
            Ok(())
        })
    }

    /// Adds ids and names of the records that `differs` tells by the hash of their id.
    fn tell(&self, differs: &dyn Fn(u64) -> bool, changed: &mut Changed) -> Result<(), KnowledgeFault> {
        let of = |number: usize| self.says.get(number).copied().flatten().is_some_and(|(id, _)| differs(id));
        let mut walk = Walk::default();
        let mut any = false;
        for number in (0..self.segment.records()).filter(|number| of(*number as usize)) {
            any = true;
            let blob = self.segment.blob(&mut walk, number)?;
            let (id, aliases) = record::ids(blob).map_err(|_| self.segment.damaged())?;
            changed.ids.insert(id.to_owned());
            changed.ids.extend(aliases.into_iter().map(Into::into));
        }
        if !any {
            return Ok(());
        }
        self.segment.each_posting(&mut |name, count, mut from: Cursor<'_>| {
            for _ in 0..count {
                let number = from.number()? as usize;
                statement::decode(0, &mut from)?;
                if of(number) {
                    changed.names.insert(name.to_owned());
                    break;
                }
            }
            Ok(())
        })
    }
}

/// What each record says, by the hash of its id; two records of one id say both.
fn by_id(sides: &[Side<'_>]) -> HashMap<u64, u64> {
    let mut by_id: HashMap<u64, u64> = HashMap::new();
    for (id, says) in sides.iter().flat_map(|side| side.says.iter().flatten()) {
        let sum = by_id.entry(*id).or_default();
        *sum = sum.wrapping_add(*says);
    }
    by_id
}

fn number_of(bytes: &[u8]) -> u64 {
    let high = u64::from(crc32fast::hash(bytes));
    let low = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    low ^ (high << 32)
}

/// Two states of a part; `same_below`: both lie over the same segment.
fn compare(before: &Layers, now: &Layers, same_below: bool, changed: &mut Changed) -> Result<(), KnowledgeFault> {
    // What both states have of one segment below is the same in both.
    let before_sides = sides(before, &|number| !before.hides(number) && (!same_below || now.hides(number)))?;
    let now_sides = sides(now, &|number| !now.hides(number) && (!same_below || before.hides(number)))?;
    let (said_before, said_now) = (by_id(&before_sides), by_id(&now_sides));
    let differs = |id: u64| said_before.get(&id) != said_now.get(&id);
    before_sides.iter().chain(&now_sides).try_for_each(|side| side.tell(&differs, changed))
}

fn sides<'a>(layers: &'a Layers, wanted: &dyn Fn(u32) -> bool) -> Result<Vec<Side<'a>>, KnowledgeFault> {
    let mut sides = vec![Side::read(&layers.base, wanted)?];
    if let Some(over) = &layers.over {
        sides.push(Side::read(&over.segment, &|_| true)?);
    }
    Ok(sides)
}

/// A part that only one of the two generations holds.
fn compare_one(layers: &Layers, changed: &mut Changed) -> Result<(), KnowledgeFault> {
    let sides = sides(layers, &|number| !layers.hides(number))?;
    sides.iter().try_for_each(|side| side.tell(&|_| true, changed))
}

#[cfg(test)]
mod tests {
    use crate::home::{Home, Keep, Layering};
    use crate::knowledge::tests::{Folder, affects, take};
    use activities::mirror_port::{Changed, Mirror, Take};
    use terms::Instant;
    use vulnerability::{Advisory, Part};

    /// An id, the version that mends it, and the package it names.
    type Told<'a> = (&'a str, &'a str, &'a str);

    fn import(home: &Home, at: i64, replaces: bool, told: &[Told<'_>]) -> String {
        let part = Part::from_name("OSV/PyPI").unwrap();
        let mut draft = home.draft().unwrap();
        for (id, fixed, package) in told {
            let affected = affects(package, fixed);
            let record = Advisory { id: (*id).into(), modified: Some(Instant(at)), ..Advisory::default() };
            draft.add(&part, &record, &[&affected]).unwrap();
        }
        draft.commit(vec![Take { complete: true, ..take(replaces) }], Instant(at), "test").unwrap().0
    }

    fn expect(changed: Option<Changed>, ids: &[&str], packages: &[&str]) {
        let changed = changed.unwrap();
        assert_eq!(changed.ids.iter().map(String::as_str).collect::<Vec<_>>(), ids);
        let names: Vec<&str> = changed.names.iter().filter_map(|name| name.split('\u{1}').next_back()).collect();
        assert_eq!(names, packages);
    }

    const FIRST: [Told<'_>; 3] = [("R-1", "1.0", "a"), ("R-2", "1.0", "b"), ("R-3", "1.0", "c")];

    fn homes(name: &str) -> [(Folder, Home); 2] {
        [Layering { least_below: 0, most_over: 100 }, Layering { least_below: u32::MAX, most_over: 0 }].map(
            |layering| {
                let folder = Folder::new(&format!("changed-{name}-{}", layering.most_over));
                let home = Home { layering, ..Home::new(&folder.0, Keep::default()) };
                (folder, home)
            },
        )
    }

    #[test]
    fn a_new_record_is_all_that_changed_in_layers_as_in_one_piece() {
        for (_folder, home) in homes("new") {
            let first = import(&home, 1, true, &FIRST);
            let second = import(&home, 2, false, &[("R-4", "2.0", "d")]);
            let third = import(&home, 3, false, &[("R-5", "2.0", "e")]);
            expect(home.changed(&first, &second).unwrap(), &["R-4"], &["d"]);
            expect(home.changed(&second, &third).unwrap(), &["R-5"], &["e"]);
            expect(home.changed(&third, &third).unwrap(), &[], &[]);
        }
    }

    #[test]
    fn a_record_that_names_another_package_now_changes_both() {
        for (_folder, home) in homes("moved") {
            let first = import(&home, 1, true, &FIRST);
            let second = import(&home, 2, false, &[("R-2", "1.0", "z")]);
            expect(home.changed(&first, &second).unwrap(), &["R-2"], &["b", "z"]);
        }
    }

    #[test]
    fn a_state_taken_in_anew_differs_by_what_came_and_went_alone() {
        for (_folder, home) in homes("anew") {
            let first = import(&home, 1, true, &FIRST);
            let second = import(&home, 1, true, &[FIRST[0], ("R-3", "3.0", "c"), ("R-9", "1.0", "y")]);
            expect(home.changed(&first, &second).unwrap(), &["R-2", "R-3", "R-9"], &["b", "c", "y"]);
        }
    }

    #[test]
    fn against_a_generation_that_is_gone_nothing_can_be_told() {
        for (_folder, home) in homes("gone") {
            let first = import(&home, 1, true, &FIRST);
            assert_eq!(home.changed(&"0".repeat(64), &first).unwrap(), None);
        }
    }
}
