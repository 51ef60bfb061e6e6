//! Remote: hands a dossier or a site folder to a server of this program.
//!
//! Takes: a folder, the address of a server, a token. Gives: what the server keeps now, or why it does not. Serves:
//! `tutela push`. Never: follows a redirect with a token in hand, sends hidden files or links, or opens a connection to an
//! address that nobody named.

mod fault;
mod pack;
mod server;

pub use fault::{Fault, FaultKind};
pub use pack::{Packed, pack};
pub use server::{Kept, KeptAnswer, Kind, Pushing, Revision, Server};
