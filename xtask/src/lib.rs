//! Xtask: what keeps the house in order – demo, tests, checks and benches of this repository.
//!
//! Takes: the working tree and a Rust toolchain. Gives: `cargo xtask demo|test|check|bench|pages|fuzz-check`. Serves: newcomers and
//! CI, which run the same commands. Never: is part of the product, or changes a file under version control.

pub mod api_fuzz;
pub mod bench;
pub mod check;
pub mod demo;
pub mod demo_serve;
pub mod fuzz;
pub mod layering;
pub mod metadata;
pub mod pages;
pub mod repository;
pub mod run;
pub mod shared_data;
pub mod suite;
pub mod tally;
pub mod tools;

/// The answer of a step; the text of a fault is a sentence for the person who ran it.
pub type Outcome<T = ()> = Result<T, String>;
