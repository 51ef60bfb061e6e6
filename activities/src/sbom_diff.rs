//! Compares two bills of materials: what came, what went, what moved up or down, what changed its licence, its supplier or
//! its identifier. Compared is by identity, never by the order of files.

use crate::bill::{Bill, full_name, identity, name_identity, version_of};
use sbom::{Component, Purl, osv_name};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use versions::Scheme;

/// A component of one side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// Name with its group.
    pub name: String,
    /// Version, empty when none is stated.
    pub version: String,
    /// First package URL or CPE name, empty when it has none.
    pub identifier: String,
    /// Licences, joined.
    pub licence: String,
    /// Supplier.
    pub supplier: String,
    /// File and line.
    pub place: String,
}

/// Which way a version moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// To a later version.
    Up,
    /// To an earlier version.
    Down,
    /// To another version, of which no order is known.
    Other,
    /// The version is the same.
    None,
}

impl Move {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Move::Up => "up",
            Move::Down => "down",
            Move::Other => "other",
            Move::None => "none",
        }
    }
}

/// A component that is on both sides and differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// On the first side.
    pub from: Side,
    /// On the second side.
    pub to: Side,
    /// Which way its version moved.
    pub version: Move,
    /// Its licence differs.
    pub licence: bool,
    /// Its supplier differs.
    pub supplier: bool,
    /// The package or product that its identifier names differs, or only one side has one.
    pub identifier: bool,
    /// The version is the same and a hash is not: other bytes stand under the same name.
    pub content: bool,
}

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Only on the second side.
    pub added: Vec<Side>,
    /// Only on the first side.
    pub removed: Vec<Side>,
    /// On both sides, different.
    pub changed: Vec<Change>,
    /// On both sides, the same.
    pub same: u64,
}

/// Compares two bills.
pub fn sbom_diff(a: &Bill<'_>, b: &Bill<'_>) -> Diff {
    let mut diff = Diff::default();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut sides = pair(all(a), all(b), &identity);
    for (from, to) in sides.drain(..) {
        diff.meet(from, to, &mut left, &mut right);
    }
    // What lost or gained an identifier is known by its name.
    for (from, to) in pair(left, right, &name_identity) {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        diff.meet(from, to, &mut gone, &mut come);
        diff.removed.extend(gone.iter().map(|one| one.side()));
        diff.added.extend(come.iter().map(|one| one.side()));
    }
    diff.added.sort();
    diff.removed.sort();
    diff.changed.sort_by(|one, other| (&one.from, &one.to).cmp(&(&other.from, &other.to)));
    diff
}

/// A component and where it stands.
#[derive(Clone, Copy)]
struct Standing<'b, 'a> {
    component: &'b Component<'a>,
    file: &'b str,
    line: u32,
}

impl Standing<'_, '_> {
    fn side(&self) -> Side {
        let Standing { component, file, line } = self;
        let mut licences: Vec<&str> = component.licences.iter().map(|licence| &**licence).collect();
        licences.sort_unstable();
        Side {
            name: full_name(component).into_owned(),
            version: version_of(component).into_owned(),
            identifier: component.purls.first().or(component.cpes.first()).cloned().unwrap_or_default().into_owned(),
            licence: licences.join(", "),
            supplier: component.supplier.clone().into_owned(),
            place: format!("{file}:{line}"),
        }
    }
}

fn all<'b, 'a>(bill: &'b Bill<'a>) -> Vec<Standing<'b, 'a>> {
    let standing = bill.documents.iter().flat_map(|document| {
        // The thing described is what the comparison is about.
        document.items.iter().filter(|item| !item.subject).map(|item| Standing {
            component: &item.component,
            file: &document.name,
            line: item.line,
        })
    });
    standing.collect()
}

type Group<'b, 'a> = (Vec<Standing<'b, 'a>>, Vec<Standing<'b, 'a>>);

/// Both sides of each identity.
fn pair<'b, 'a>(
    a: Vec<Standing<'b, 'a>>,
    b: Vec<Standing<'b, 'a>>,
    key: &dyn Fn(&Component<'_>) -> String,
) -> Vec<Group<'b, 'a>> {
    let mut groups: BTreeMap<String, Group<'b, 'a>> = BTreeMap::new();
    for one in a {
        groups.entry(key(one.component)).or_default().0.push(one);
    }
    for one in b {
        groups.entry(key(one.component)).or_default().1.push(one);
    }
    groups.into_values().collect()
}

impl Diff {
    /// Takes both sides of one identity: equal versions meet first, the rest in the order of their versions.
    fn meet<'b, 'a>(
        &mut self,
        from: Vec<Standing<'b, 'a>>,
        to: Vec<Standing<'b, 'a>>,
        left: &mut Vec<Standing<'b, 'a>>,
        right: &mut Vec<Standing<'b, 'a>>,
    ) {
        let mut waiting: BTreeMap<String, Vec<Standing<'b, 'a>>> = BTreeMap::new();
        // Taken from the end, so that the first of equals meets the first.
        for one in to.into_iter().rev() {
            waiting.entry(version_of(one.component).into_owned()).or_default().push(one);
        }
        let mut alone = Vec::new();
        for one in from {
            match waiting.get_mut(&*version_of(one.component)).and_then(Vec::pop) {
                Some(other) => self.compare(one, other),
                None => alone.push(one),
            }
        }
        let mut others: Vec<_> = waiting.into_values().flatten().collect();
        let scheme = alone.first().or(others.first()).and_then(|one| scheme(one.component));
        let order = |one: &Standing<'_, '_>, other: &Standing<'_, '_>| {
            let (a, b) = (version_of(one.component), version_of(other.component));
            scheme.and_then(|scheme| scheme.compare(&a, &b).ok()).unwrap_or_else(|| a.cmp(&b))
        };
        sort(&mut alone, &order);
        sort(&mut others, &order);
        let met = alone.len().min(others.len());
        left.extend(alone.split_off(met));
        right.extend(others.split_off(met));
        for (one, other) in alone.into_iter().zip(others) {
            self.compare(one, other);
        }
    }

    fn compare(&mut self, from: Standing<'_, '_>, to: Standing<'_, '_>) {
        let (before, after) = (from.side(), to.side());
        let identified = |one: &Standing<'_, '_>| {
            let named = identity(one.component);
            (!named.starts_with("name:")).then_some(named)
        };
        let change = Change {
            version: moved(&from, &before.version, &after.version),
            licence: before.licence != after.licence,
            supplier: before.supplier != after.supplier,
            identifier: identified(&from) != identified(&to),
            content: before.version == after.version && other_content(from.component, to.component),
            from: before,
            to: after,
        };
        if change.version == Move::None && !change.licence && !change.supplier && !change.identifier && !change.content
        {
            self.same += 1;
        } else {
            self.changed.push(change);
        }
    }
}

/// Whether both state a hash of one kind, and not the same.
fn other_content(from: &Component<'_>, to: &Component<'_>) -> bool {
    // A component has a handful of hashes; a document that gives thousands to one is not followed to their end.
    const LOOKED_AT: usize = 32;
    let plain = |algorithm: &str| algorithm.replace(['-', '_'], "").to_ascii_lowercase();
    from.hashes.iter().take(LOOKED_AT).any(|one| {
        let algorithm = plain(&one.algorithm);
        let mut same_kind =
            to.hashes.iter().take(LOOKED_AT).filter(|other| plain(&other.algorithm) == algorithm).peekable();
        same_kind.peek().is_some() && same_kind.all(|other| !other.value.eq_ignore_ascii_case(&one.value))
    })
}

/// Sorts by an order that may not hold for every text: some of them may not follow the scheme.
fn sort<'b, 'a>(all: &mut [Standing<'b, 'a>], order: &dyn Fn(&Standing<'_, '_>, &Standing<'_, '_>) -> Ordering) {
    // A total order first, so that the outcome never depends on the order of the file.
    all.sort_by(|one, other| version_of(one.component).cmp(&version_of(other.component)));
    let ordered = all.windows(2).all(|two| order(&two[0], &two[1]) != Ordering::Greater);
    if !ordered && all.len() < 1000 {
        // Insertion, which survives an order that contradicts itself.
        for end in 1..all.len() {
            let mut at = end;
            while at > 0 && order(&all[at - 1], &all[at]) == Ordering::Greater {
                all.swap(at - 1, at);
                at -= 1;
            }
        }
    }
}

/// The version order of a component; `None` while there is none for its ecosystem.
fn scheme(component: &Component<'_>) -> Option<Scheme> {
    match component.purls.iter().find_map(|text| Purl::parse(text).ok()) {
        Some(purl) => match osv_name(&purl) {
            Some(name) => Scheme::of_ecosystem(name.ecosystem),
            None => Some(Scheme::Generic),
        },
        None => Some(Scheme::Generic),
    }
}

fn moved(from: &Standing<'_, '_>, before: &str, after: &str) -> Move {
    if before == after {
        return Move::None;
    }
    match scheme(from.component).and_then(|scheme| scheme.compare(before, after).ok()) {
        Some(Ordering::Less) => Move::Up,
        Some(Ordering::Greater) => Move::Down,
        Some(Ordering::Equal) | None => Move::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Diff, sbom_diff};
    use crate::bill::tests::{bill, document};

    fn diff(a: &str, b: &str) -> Diff {
        let (a, b) = (document(&format!(r#""components": [{a}]"#)), document(&format!(r#""components": [{b}]"#)));
        sbom_diff(&bill(&a), &bill(&b))
    }

    fn told(diff: &Diff) -> String {
        let mut lines: Vec<String> =
            diff.added.iter().map(|side| format!("+ {} {}", side.name, side.version)).collect();
        lines.extend(diff.removed.iter().map(|side| format!("- {} {}", side.name, side.version)));
        for change in &diff.changed {
            let mut words = vec![change.from.name.clone(), change.version.name().to_owned()];
            words.push(format!("{}>{}", change.from.version, change.to.version));
            let others = [
                ("licence", change.licence),
                ("supplier", change.supplier),
                ("identifier", change.identifier),
                ("content", change.content),
            ];
            words.extend(others.iter().filter(|(_, differs)| *differs).map(|(word, _)| (*word).to_owned()));
            lines.push(words.join(" "));
        }
        lines.push(format!("{} same", diff.same));
        lines.join("\n")
    }

    fn expect(a: &str, b: &str, wanted: &str) {
        assert_eq!(told(&diff(a, b)), wanted, "{a} | {b}");
    }

    #[test]
    fn what_came_and_what_went_is_told() {
        expect(r#"{"name": "a", "version": "1"}"#, r#"{"name": "b", "version": "1"}"#, "+ b 1\n- a 1\n0 same");
    }

    #[test]
    fn the_order_of_the_file_does_not_matter() {
        let (a, b) = (r#"{"name": "a", "version": "1"}"#, r#"{"name": "b", "version": "1"}"#);
        expect(&format!("{a},{b}"), &format!("{b},{a}"), "2 same");
    }

    #[test]
    fn versions_move_by_the_order_of_their_ecosystem() {
        let purl =
            |version: &str| format!(r#"{{"name": "p", "version": "{version}", "purl": "pkg:pypi/p@{version}"}}"#);
        expect(&purl("1.9"), &purl("1.10"), "p up 1.9>1.10\n0 same");
        expect(&purl("1.10"), &purl("1.10rc1"), "p down 1.10>1.10rc1\n0 same");
        let plain = |version: &str| format!(r#"{{"name": "p", "version": "{version}"}}"#);
        expect(&plain("1.9"), &plain("1.10"), "p up 1.9>1.10\n0 same");
    }

    #[test]
    fn a_version_without_an_order_is_neither_up_nor_down() {
        let purl =
            |version: &str| format!(r#"{{"name": "p", "version": "{version}", "purl": "pkg:pypi/p@{version}"}}"#);
        expect(&purl("1.0"), &purl("master"), "p other 1.0>master\n0 same");
    }

    #[test]
    fn licence_supplier_and_identifier_are_told() {
        let part = |fields: &str| format!(r#"{{"name": "p", "version": "1", {fields}}}"#);
        let mit = part(r#""licenses": [{"expression": "MIT"}], "supplier": {"name": "A"}"#);
        let other = part(r#""licenses": [{"expression": "Zlib"}], "supplier": {"name": "B"}"#);
        expect(&mit, &other, "p none 1>1 licence supplier\n0 same");
        let named = r#"{"name": "p", "version": "2", "purl": "pkg:generic/p@2"}"#;
        expect(r#"{"name": "p", "version": "1"}"#, named, "p up 1>2 identifier\n0 same");
    }

    #[test]
    fn other_bytes_under_the_same_version_are_changed_content() {
        let part = |version: &str, algorithm: &str, hash: &str| {
            format!(
                r#"{{"name": "p", "version": "{version}", "hashes": [{{"alg": "{algorithm}", "content": "{hash}"}}]}}"#
            )
        };
        expect(&part("1", "SHA-256", "aa"), &part("1", "SHA-256", "bb"), "p none 1>1 content\n0 same");
        expect(&part("1", "SHA-256", "aa"), &part("1", "SHA256", "AA"), "1 same");
        expect(&part("1", "SHA-256", "aa"), &part("1", "MD5", "bb"), "1 same");
        expect(&part("1", "SHA-256", "aa"), &part("2", "SHA-256", "bb"), "p up 1>2\n0 same");
    }

    #[test]
    fn several_versions_of_one_package_meet_in_order() {
        let all = |versions: &[&str]| {
            let one =
                |version: &&str| format!(r#"{{"name": "p", "version": "{version}", "purl": "pkg:npm/p@{version}"}}"#);
            versions.iter().map(one).collect::<Vec<_>>().join(",")
        };
        expect(&all(&["2.0.0", "1.9.0"]), &all(&["1.10.0", "2.0.0"]), "p up 1.9.0>1.10.0\n1 same");
        expect(&all(&["1.0.0", "1.0.0"]), &all(&["1.0.0"]), "- p 1.0.0\n1 same");
        expect(
            &all(&["10.0.0", "9.0.0"]),
            &all(&["11.0.0", "12.0.0"]),
            "p up 10.0.0>12.0.0\np up 9.0.0>11.0.0\n0 same",
        );
    }
}
