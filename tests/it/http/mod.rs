//! The HTTP API, run as a server.

mod access;
mod bodies;
mod changing;
mod cleaning;
mod client;
mod compacting;
mod crowd;
mod events;
mod hostile;
mod server;
mod storing;
