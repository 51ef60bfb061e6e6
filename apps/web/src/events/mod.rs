//! What happens now, for whoever listens: that a list changed, and how far long work of the server is.
//!
//! Each process tells what it does itself, and asks the store once a second what others changed – only while somebody listens.
//! Nothing here is an answer: pages ask for that as they always do, and miss nothing when no event reaches them.

mod hub;
mod listen;
mod poll;

#[cfg(test)]
pub(crate) use hub::MOST_STREAMS;
pub(crate) use hub::{Hub, Progress};
pub(crate) use listen::listen;
