//! The Model Context Protocol, as clients use it.

pub mod client;
mod hostile;
mod python;
mod stdio;
