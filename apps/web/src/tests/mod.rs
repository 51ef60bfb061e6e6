//! The server as a caller meets it: real store, real hashes, rooms that answer in one word.

mod accounts;
mod asked;
#[path = "../../../../adapters/identity/src/passkeys/device.rs"]
mod device;
mod elsewhere;
mod found;
mod guessing;
mod hit;
mod packages;
mod passkeys;
mod people;
mod routes;
mod scopes;
mod second_factor;
mod server;
mod signatures;
mod telling;
mod units;
mod uploads;
mod watch;
