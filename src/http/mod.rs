//! The HTTP API: `lore serve`.

mod app;
mod body;
mod connections;
mod failure;
mod filters;
mod guard;
mod log;
mod object;
mod openapi;
mod params;
mod rate;
mod router;
mod routes;
mod server;
mod shapes;
mod signals;
mod token;
mod upkeep;

pub use server::{Options, Server, StartError};
pub use signals::asked_to_end;
pub use token::TOKEN_VARIABLE;

/// What the journal says of who changed something here.
pub const FRONT: &str = "http";
