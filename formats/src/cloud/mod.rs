//! Exports of cloud accounts: what a device's services in a cloud are set to, as one visit of a file after the other.

pub mod aws;
