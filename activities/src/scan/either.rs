//! What a statement means for a component whose version may be one of several.

use vulnerability::{Certainty, Outcome, Undecidable};

/// What a statement means when one of two versions is the true one: what hits only one of them is possible.
pub(super) fn of_either(first: Outcome, second: Outcome) -> Outcome {
    match (first, second) {
        (both @ Outcome::Affected { .. }, Outcome::Affected { .. }) => both,
        (Outcome::Affected { certainty: _, range, fixed }, _)
        | (_, Outcome::Affected { certainty: _, range, fixed }) => {
            Outcome::Affected { certainty: Certainty::Possible, range, fixed }
        }
        (Outcome::Undecidable(why), _) | (_, Outcome::Undecidable(why)) => Outcome::Undecidable(why),
        (Outcome::NotAffected, Outcome::NotAffected) => Outcome::NotAffected,
    }
}

/// What a statement means for a number that may have lost zeros: 1.1 may have been 1.10 or 1.100. Only where it means the same for
/// each of them it decides.
pub(super) fn of_number(number: &str, asked: &dyn Fn(&str) -> Outcome) -> Outcome {
    let written = asked(number);
    let affected = |outcome: &Outcome| matches!(outcome, Outcome::Affected { .. });
    let same = ["0", "00"].iter().all(|zeros| {
        let other = asked(&format!("{number}{zeros}"));
        other == written || affected(&other) && affected(&written)
    });
    if same { written } else { Outcome::Undecidable(Undecidable::NumberAsVersion) }
}
