//! The HTTP API: `lore serve`.

mod app;
mod body;
mod connections;
mod failure;
mod fields;
mod filters;
mod guard;
mod log;
mod mounted;
mod object;
mod openapi;
mod params;
mod rate;
mod room;
mod router;
mod routes;
mod server;
mod shapes;
mod signals;
mod tally;
mod token;
mod unread;

pub use server::{Options, Server, StartError};
pub use signals::asked_to_end;
pub use token::TOKEN_VARIABLE;

/// What the journal says of who changed something here.
pub const FRONT: &str = "http";
