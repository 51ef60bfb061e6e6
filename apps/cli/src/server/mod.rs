//! The rooms behind the server: the functions that the commands print, with files from the store in place of folders.

mod deciding;
mod device;
mod feeds;
mod findings;
mod hit;
mod loose;
mod network;
mod packages;
mod papers;
mod rooms;
mod sboms;
mod site;
mod unit;
mod units;

pub(crate) use rooms::CommandRooms;
