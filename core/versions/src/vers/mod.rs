//! `vers`: version ranges as text that needs no ecosystem's tool to be read (package-url/vers-spec).
//!
//! `vers:npm/>=1.2.0|<2.0.0` names a type, whose rules order the versions, and constraints parted by `|`.

mod alpm;
pub mod conformance;
mod native;
mod order;
mod ranges;
mod strict;
mod text;

pub use order::Order;
pub use ranges::Ranges;

use crate::NotUnderstood;

/// How a version stands to the one that a constraint names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparator {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// No sign: this version.
    Equal,
    /// `!=`
    NotEqual,
    /// `>=`
    GreaterOrEqual,
    /// `>`
    Greater,
}

/// One constraint: a comparator and a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// How versions stand to it.
    pub comparator: Comparator,
    /// Decoded, as written.
    pub version: String,
}

/// A version range in the `vers` notation. [`Vers::to_string`](ToString::to_string) gives its canonical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vers {
    /// The type in lower case (`npm`, `deb`), which names the order.
    pub kind: String,
    /// The constraints, by version; none for `*`, every version.
    pub constraints: Vec<Constraint>,
}

/// Why a text is no `vers` range, or no range of its ecosystem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersFault {
    /// It does not start with `vers:`.
    Scheme,
    /// It names no type, or one with other signs than letters, digits, `.`, `-` and `+`.
    Type,
    /// It holds no constraint, or an empty one.
    Empty,
    /// `*` does not stand alone.
    Star,
    /// A percent escape is broken or does not give UTF-8.
    Escape,
    /// The ecosystem writes its ranges in another way, or we do not know how.
    Native,
    /// It holds a space (clause 5.3.3.2).
    Space,
    /// A version alone is written with `=` (clause 5.3.3.1).
    EqualsSign,
    /// The order of its type does not know one of its versions (clause 5.3.2).
    Version,
    /// Its constraints do not stand by version (clause 5.4).
    Unsorted,
    /// One version stands twice (clause 5.4).
    Repeated,
    /// Two of its comparators must not follow each other (clause 5.4).
    Sequence,
}

impl Vers {
    /// Reads a `vers` text as tools write it: spaces, `=`, pipes too many and constraints in any order are passed over. The
    /// constraints are put in the order of their versions where the order knows them all.
    pub fn parse(text: &str) -> Result<Vers, VersFault> {
        text::parse(text)
    }

    /// Reads a `vers` text that keeps every rule of the standard (clause 5); the first rule that it breaks else.
    pub fn parse_strictly(text: &str) -> Result<Vers, VersFault> {
        strict::parse(text)
    }

    /// Reads a range as the ecosystem of a `vers` type writes it: `^1.2.3`, `[1.0,2.0)`, `~> 2.0.8`, `>= 1.0, != 1.5`.
    pub fn from_native(kind: &str, range: &str) -> Result<Vers, VersFault> {
        let kind = kind.to_ascii_lowercase();
        let constraints = native::read(&kind, range)?;
        Ok(Vers { constraints, kind }.sorted())
    }

    /// The versions that it holds.
    pub fn ranges(&self) -> Result<Ranges, NotUnderstood> {
        if self.kind == "none" && self.constraints.is_empty() {
            return Ok(Ranges::none(Order::Lexicographic));
        }
        Ranges::of(self.order().ok_or(NotUnderstood)?, &self.constraints)
    }

    /// Whether it holds a version.
    pub fn contains(&self, version: &str) -> Result<bool, NotUnderstood> {
        self.ranges()?.contains(version)
    }

    /// The order of its type.
    pub fn order(&self) -> Option<Order> {
        Order::of_type(&self.kind)
    }

    fn sorted(mut self) -> Vers {
        if let Some(order) = self.order() {
            sort(order, &mut self.constraints);
        }
        self
    }
}

/// Puts constraints in the order of their versions, at one version `<` before `>`; left as they are where one has no place.
fn sort(order: Order, constraints: &mut [Constraint]) {
    if order.places(constraints.iter().map(|constraint| constraint.version.as_str())) {
        constraints.sort_by(|a, b| {
            let versions = order.compare(&a.version, &b.version).expect("the order places all versions");
            versions.then(a.comparator.cmp(&b.comparator))
        });
    }
}

#[cfg(test)]
mod tests;
