//! The bodies of the API that are the server's own, one file a room; answers of activities are described in docs/answers.md.

pub(crate) mod decisions;
pub(crate) mod emergency;
pub(crate) mod feeds;
pub(crate) mod found;
pub(crate) mod kept;
pub(crate) mod log;
pub(crate) mod network;
pub(crate) mod notices;
pub(crate) mod passkeys;
pub(crate) mod people;
pub(crate) mod problem;
pub(crate) mod retention;
pub(crate) mod second_factor;
pub(crate) mod units;
pub(crate) mod wards;
pub(crate) mod work;

use schemars::SchemaGenerator;
use serde_json::Value;

/// Takes the name of a shape and what writes its schema.
pub(crate) type Take<'a> = dyn FnMut(&'static str, fn(&mut SchemaGenerator) -> Value) + 'a;

/// Every shape by name.
pub(crate) fn each(take: &mut Take<'_>) {
    decisions::each(take);
    emergency::each(take);
    people::each(take);
    second_factor::each(take);
    passkeys::each(take);
    work::each(take);
    notices::each(take);
    kept::each(take);
    network::each(take);
    found::each(take);
    units::each(take);
    wards::each(take);
    log::each(take);
    feeds::each(take);
    retention::each(take);
    problem::each(take);
}
