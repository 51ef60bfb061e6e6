//! What commands say to other programs.

mod escape;
mod lines;
pub mod v1;
