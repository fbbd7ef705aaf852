//! The command line, run as a program.

mod changing;
mod compaction;
mod demo;
mod editing;
mod entries;
mod failures;
mod help;
mod past;
pub mod program;
mod scope;
mod setting;
mod storing;
mod trash;
mod undoing;
