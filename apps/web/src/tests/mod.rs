//! The server as a caller meets it: real store, real hashes, rooms that answer in one word.

mod accounts;
mod as_of;
mod asked;
mod clocks;
mod closing;
#[path = "../../../../adapters/identity/src/passkeys/device.rs"]
mod device;
mod elsewhere;
mod events;
mod found;
mod guessing;
mod hit;
mod killed;
mod listed;
mod logged;
mod packages;
mod passkeys;
mod people;
mod reaching;
mod retention;
mod routes;
mod rules;
mod scopes;
mod second_factor;
mod server;
mod signatures;
mod slow;
mod telling;
mod unchecked;
mod units;
mod uploads;
mod waiting;
mod wards;
mod watch;
