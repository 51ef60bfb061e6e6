//! Cisco ASA and IOS: access lists, the objects they name, where they are bound, and address translation.
//!
//! Lines outside the filter (routing, management, interfaces' hardware) are passed over knowingly; docs/firewalls.md lists
//! them. Every line inside a list is a rule, or a rule in doubt.

mod ace;
mod address;
pub mod asa;
mod asa_nat;
mod block;
pub mod ios;
mod list;
mod objects;
#[cfg(test)]
mod tests;
mod words;
pub mod write;
