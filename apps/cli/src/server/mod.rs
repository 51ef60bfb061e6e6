//! The rooms behind the server: the functions that the commands print, with files from the store in place of folders.

mod deciding;
mod device;
mod findings;
mod hit;
mod rooms;
mod site;

pub(crate) use rooms::CommandRooms;
