//! The command line, run as a program.

mod demo;
mod entries;
mod failures;
mod help;
pub mod program;
mod scope;
mod storing;
