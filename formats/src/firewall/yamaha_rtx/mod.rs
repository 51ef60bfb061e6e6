//! YAMAHA RTX, NVR and FWX routers (`show config`): numbered filters, bound to interfaces; dynamic filters let answers back in.

mod config;
mod filter;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use config::read;
