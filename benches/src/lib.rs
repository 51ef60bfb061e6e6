//! Benches: what the program costs as a whole process, beside a floor measured in the same run.
//!
//! Takes: the release build of `tutela`. Gives: CPU time, wall time and peak memory per job, their ratio to a process that only
//! reads and parses the same files, and the bar the project set itself. Never: asserts a time; a figure is for people to judge.

pub mod forms;
pub mod generate;
pub mod jobs;
pub mod measure;
pub mod network_proof;
pub mod report;
pub mod server;
pub mod site_check;
pub mod usage;
