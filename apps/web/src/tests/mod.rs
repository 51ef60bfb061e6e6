//! The server as a caller meets it: real store, real hashes, rooms that answer in one word.

mod accounts;
mod asked;
mod elsewhere;
mod found;
mod hit;
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
