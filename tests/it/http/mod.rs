//! The HTTP API, run as a server.

mod access;
mod bodies;
mod changing;
mod cleaning;
pub mod client;
mod compacting;
mod crowd;
mod events;
mod full_queue;
mod hostile;
mod notes;
pub mod server;
mod storing;
