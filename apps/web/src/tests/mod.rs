//! The server as a caller meets it: real store, real hashes, rooms that answer in one word.

mod accounts;
mod asked;
mod elsewhere;
mod events;
mod found;
mod people;
mod retention;
mod routes;
mod scopes;
mod second_factor;
mod server;
mod signatures;
mod telling;
mod units;
mod uploads;
mod watch;
