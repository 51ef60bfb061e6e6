//! Terms: the words that every room shares, so that each is spelled and meant the same everywhere.
//!
//! Takes: nothing of ours. Gives: time, language, priority, findings, places, ids, parties.
//! Serves: the glossary (GLOSSARY.md). Never: reads a clock, a file or the environment.

mod choice;
mod finding;
mod id;
mod lang;
mod nearest;
mod party;
mod place;
mod priority;
mod text;
mod time;

pub use choice::Choice;
pub use finding::{Card, Finding, Speaks, Wording};
pub use id::{Fingerprint, fingerprint, fingerprint_of_bytes};
pub use lang::Lang;
pub use nearest::nearest;
pub use party::Party;
pub use place::{Place, Subject};
pub use priority::Priority;
pub use text::{Text, Translation, counted};
pub use time::{Day, Instant, When};
