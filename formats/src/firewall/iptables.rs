//! t
use crate::firewall::build::Builder;
pub(crate) fn read(_: u16, _: &str, _: &str, _: &mut Builder) {}
