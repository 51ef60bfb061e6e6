//! Tests of the `vers` specification (its schema `vers-test` 0.2): whether we agree with each.

use super::{Order, Vers};
use std::cmp::Ordering;

/// One test, as far as we know its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// What it is about (`comparison`, `equality`, `containment`, `validate`, `from_native`).
    pub kind: String,
    /// The type whose order or ranges it tests.
    pub scheme: String,
    /// Versions to put in order, or to take for one.
    pub versions: Vec<String>,
    /// A `vers` text, or a native range.
    pub range: String,
    /// The version that a range may hold.
    pub version: String,
    /// What must come out: texts, or a yes or no.
    pub texts: Vec<String>,
    /// The yes or no, where that is what must come out.
    pub holds: Option<bool>,
}

/// What a test gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// We agree.
    Agrees,
    /// We do not; what we got instead.
    Fails(String),
    /// A kind of test that we do not know.
    UnknownKind,
}

impl Case {
    /// Runs the test.
    pub fn run(&self) -> Verdict {
        let found = match self.kind.as_str() {
            "comparison" => self.in_order(),
            "equality" => self.equal(),
            "containment" => match Vers::parse(&self.range) {
                Ok(vers) => vers.contains(&self.version).map_or_else(|error| vec![format!("{error:?}")], yes_or_no),
                Err(fault) => vec![format!("{fault:?}")],
            },
            "validate" => {
                vec![Vers::parse(&self.range).map_or_else(|fault| format!("{fault:?}"), |vers| vers.to_string())]
            }
            "from_native" => {
                let vers = Vers::from_native(&self.scheme, &self.range);
                vec![vers.map_or_else(|fault| format!("{fault:?}"), |vers| vers.to_string())]
            }
            _ => return Verdict::UnknownKind,
        };
        let wanted = self.holds.map_or_else(|| self.texts.clone(), yes_or_no);
        if found == wanted { Verdict::Agrees } else { Verdict::Fails(found.join(" ")) }
    }

    fn in_order(&self) -> Vec<String> {
        let Some(order) = Order::of_type(&self.scheme) else { return vec!["no order".to_owned()] };
        if !order.places(self.versions.iter().map(String::as_str)) {
            return vec!["not understood".to_owned()];
        }
        let mut versions: Vec<String> = self.versions.iter().map(|version| order.canonical(version)).collect();
        versions.sort_by(|a, b| order.compare(a, b).expect("the order places all versions"));
        versions
    }

    fn equal(&self) -> Vec<String> {
        let (Some(order), [a, b]) = (Order::of_type(&self.scheme), self.versions.as_slice()) else {
            return vec!["no order".to_owned()];
        };
        match order.compare(a, b) {
            Ok(found) => yes_or_no(found == Ordering::Equal),
            Err(error) => vec![format!("{error:?}")],
        }
    }
}

fn yes_or_no(holds: bool) -> Vec<String> {
    vec![holds.to_string()]
}
