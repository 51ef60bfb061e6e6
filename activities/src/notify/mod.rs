//! Tells people of work: who hears of it, when, and who else when nobody acknowledges it. Pure: `now` is a parameter.

pub mod escalate;
pub mod hours;
pub mod letter;
pub mod person;
pub mod plan;
pub mod stable;
#[cfg(test)]
mod tests;
pub mod weight;
pub mod words;
