//! A rule table for everything that has no reader of its own: one row a rule, the first row that matches decides.
//!
//! docs/firewalls.md describes it. What no row decides is not proved, so that a table that breaks off is never a verdict.

mod cell;
mod column;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use read::{is_table, read};
