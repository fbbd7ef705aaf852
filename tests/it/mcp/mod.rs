//! The Model Context Protocol, as clients use it.

pub mod client;
mod credentials;
mod hostile;
mod killed;
mod python;
mod stdio;
