//! What commands say to other programs.

mod escape;
mod lines;
pub mod score;
pub mod triage;
pub mod v1;
