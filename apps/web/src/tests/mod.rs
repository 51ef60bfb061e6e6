//! The server as a caller meets it: real store, real hashes, rooms that answer in one word.

mod accounts;
mod asked;
mod found;
mod people;
mod routes;
mod server;
mod telling;
mod units;
mod uploads;
mod watch;
