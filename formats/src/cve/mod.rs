//! CVE List records (CVE JSON 5.0 to 5.2), with the containers of the CNA and of ADPs such as CISA's Vulnrichment.

mod affected;
mod names;
mod read;
mod span;
mod status;
#[cfg(test)]
mod tests;

pub use read::read;
