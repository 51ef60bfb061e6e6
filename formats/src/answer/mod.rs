//! What commands say to other programs.

pub mod v1;
