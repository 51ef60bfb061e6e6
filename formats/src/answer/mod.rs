//! What commands say to other programs.

mod lines;
pub mod v1;
