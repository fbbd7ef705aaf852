//! The HTTP API, run as a server.

mod access;
mod bodies;
mod changing;
mod cleaning;
pub mod client;
mod compacting;
mod crowd;
mod events;
mod hostile;
pub mod server;
mod storing;
