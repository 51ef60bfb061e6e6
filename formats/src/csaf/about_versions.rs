//! What a document says about the versions of one name, over all products that carry it.

use crate::named::Told;
use ::vulnerability::{Affected, Name};
use device::ProductStatus;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use versions::Scheme;

/// Everything said about one name under one vulnerability.
pub(super) struct About {
    scheme: Option<Scheme>,
    /// A package of an operating system.
    of_system: bool,
    affected: Vec<Told>,
    /// Affected as a part of another product, with the names of that product.
    in_whole: Vec<(Told, Vec<Affected<'static>>)>,
    investigated: Vec<Told>,
    fixed: BTreeSet<String>,
    denied: Vec<Told>,
}

impl About {
    pub(super) fn of(scheme: Option<Scheme>, of_system: bool) -> About {
        About {
            scheme,
            of_system,
            affected: Vec::new(),
            in_whole: Vec::new(),
            investigated: Vec::new(),
            fixed: BTreeSet::new(),
            denied: Vec::new(),
        }
    }

    /// One statement. `elsewhere`: it is about a part of another product, whose names are `whole`.
    pub(super) fn take(&mut self, status: ProductStatus, told: Told, elsewhere: bool, whole: Vec<Affected<'static>>) {
        match (status, told) {
            (ProductStatus::Affected, told) if elsewhere => self.in_whole.push((told, whole)),
            (ProductStatus::Affected, told) => self.affected.push(told),
            (ProductStatus::UnderInvestigation, told) => self.investigated.push(told),
            (ProductStatus::Fixed | ProductStatus::NotAffected, _) if elsewhere => {}
            (ProductStatus::Fixed, Told::One(version)) => {
                self.fixed.insert(version);
            }
            (ProductStatus::Fixed | ProductStatus::NotAffected, told) => self.denied.push(told),
        }
    }

    /// What an index keeps about the name.
    pub(super) fn affected(mut self, name: Name<'static>) -> Vec<Affected<'static>> {
        let mut all = Vec::new();
        let open = !self.affected.is_empty() && self.affected.iter().all(|told| *told == Told::Nothing);
        // A distribution says in which version a package is fixed, and means that those before are not.
        if (open || (self.of_system && self.affected.is_empty())) && !self.fixed.is_empty() {
            all.push(self.before_fixed(&name));
            self.affected.clear();
        } else {
            let fixed = std::mem::take(&mut self.fixed);
            self.denied.extend(fixed.into_iter().map(Told::One));
        }
        let certain = std::mem::take(&mut self.affected);
        self.state(&name, certain, false, &mut all);
        let investigated = std::mem::take(&mut self.investigated);
        self.state(&name, investigated, true, &mut all);
        for (told, whole) in std::mem::take(&mut self.in_whole) {
            let mut affected = Affected { needs_other: true, ..Affected::of(name.clone(), self.scheme) };
            affected.beside.extend((!whole.is_empty()).then_some(whole));
            told.add_to(&mut affected);
            all.push(affected);
        }
        all.extend(self.denials(&name));
        all
    }

    /// Those that name versions in one entry; those that name none stay open, in an entry of their own.
    fn state(&self, name: &Name<'static>, told: Vec<Told>, possible: bool, all: &mut Vec<Affected<'static>>) {
        let of = || Affected { needs_other: possible, ..Affected::of(name.clone(), self.scheme) };
        let (open, told): (Vec<Told>, Vec<Told>) = told.into_iter().partition(|told| *told == Told::Nothing);
        if !open.is_empty() {
            all.push(of());
        }
        if !told.is_empty() {
            let mut affected = of();
            told.into_iter().for_each(|told| told.add_to(&mut affected));
            all.push(affected);
        }
    }

    /// Every version before a fixed one, none of the fixed ones themselves. With several fixed versions, which branch a version
    /// is of is not told.
    fn before_fixed(&self, name: &Name<'static>) -> Affected<'static> {
        let mut affected = Affected { needs_other: self.fixed.len() > 1, ..Affected::of(name.clone(), self.scheme) };
        let mut fixed: Vec<&String> = self.fixed.iter().collect();
        let order = |a: &str, b: &str| self.scheme.and_then(|scheme| scheme.compare(a, b).ok());
        let first = fixed[0].clone();
        if fixed.iter().any(|version| order(&first, version).is_none()) {
            affected.unread_ranges = 1;
            return affected;
        }
        fixed.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
        fixed.dedup_by(|a, b| order(a, b) == Some(Ordering::Equal));
        let mut low = None;
        let runs = fixed.into_iter().map(|version| {
            let high = Some((version.clone(), false));
            [std::mem::replace(&mut low, high.clone()), high]
        });
        Told::Runs(runs.collect()).add_to(&mut affected);
        affected
    }

    /// What is said not to be affected, as far as it can be read: what cannot be read denies nothing.
    fn denials(self, name: &Name<'static>) -> Vec<Affected<'static>> {
        let of = || Affected { denies: true, ..Affected::of(name.clone(), self.scheme) };
        if self.denied.contains(&Told::Nothing) {
            return vec![of()];
        }
        let mut affected = of();
        self.denied.into_iter().filter(|told| *told != Told::Unread).for_each(|told| told.add_to(&mut affected));
        let is_said = !affected.versions.is_empty() || !affected.intervals.is_empty();
        if is_said { vec![affected] } else { Vec::new() }
    }
}
