//! The Model Context Protocol: the store as tools and resources of an agent.
//!
//! [`serve`] speaks it on standard input and output, an [`Endpoint`] on a path of an HTTP server.

mod arguments;
mod failure;
mod handler;
mod http;
mod resources;
mod schema;
mod set;
mod stdio;
mod tools;
mod transport;
mod work;

pub use http::Endpoint;
pub use stdio::{Error, serve};

/// Who the journal says it was.
const FRONT: &str = "mcp";
