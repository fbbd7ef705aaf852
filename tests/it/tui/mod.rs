//! The terminal UI: its loop over made-up and real stores, and the program in a pseudo-terminal.

mod appearance;
mod curation;
mod editing;
mod event_loop;
mod fake;
mod live;
mod mouse;
mod pruning;
pub(crate) mod pty;
mod remembered;
mod runner;
mod screen;
