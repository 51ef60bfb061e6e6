//! The JSON of a profile as a Manufacturer Usage Description, version 1 (`tutela.network-mud/v1`).

use serde::Serialize;

/// A MUD file.
#[derive(Debug, Serialize)]
pub struct NetworkMudV1 {
    /// `tutela.network-mud/v1`.
    pub schema: &'static str,
    /// The exit status of `network mud export`.
    pub exit_status: u8,
    /// Where the maker will publish it.
    pub url: String,
    /// The MUD file (RFC 8520), read back equal.
    pub text: String,
    /// Flows that it does not hold.
    pub not_written: Vec<NotWrittenV1>,
}

/// A flow that MUD cannot say.
#[derive(Debug, Serialize)]
pub struct NotWrittenV1 {
    /// Its id.
    pub flow: String,
    /// What MUD has no words for.
    pub because: &'static str,
}
