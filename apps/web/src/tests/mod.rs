//! The server as a caller meets it: real store, real hashes, rooms that answer in one word.

mod accounts;
mod asked;
mod clocks;
mod elsewhere;
mod events;
mod found;
mod killed;
mod people;
mod retention;
mod routes;
mod scopes;
mod second_factor;
mod server;
mod signatures;
mod slow;
mod telling;
mod units;
mod uploads;
mod watch;
