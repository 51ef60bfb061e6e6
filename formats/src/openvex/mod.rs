//! OpenVEX 0.0.1 to 0.2.0 (OpenVEX specification).

mod read;
mod write;

pub use read::read;
#[cfg(test)]
pub(crate) use write::named;
pub use write::write;
