//! nftables: `nft list ruleset` as text and as JSON.
//!
//! Both readers give the same small statements, and one translation makes rules of them. Sets and maps may be declared
//! after the rules that use them; such rules are translated at the end of the file.

pub mod json;
mod key;
mod lexer;
mod rules;
#[cfg(test)]
mod second_reader;
mod set;
mod statement;
#[cfg(test)]
mod tests;
pub mod text;
pub mod write;

pub(crate) use key::Key;
pub(crate) use rules::Tables;
pub(crate) use set::{Element, Outcome, Set, Values};
pub(crate) use statement::{Operator, Statement};
