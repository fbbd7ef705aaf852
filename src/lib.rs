//! lore: browse, search and prune what coding agents remember.
//!
//! The crate is a library with a thin binary. Dependencies point one way:
//!
//! ```text
//! domain <- { store, embed } <- service <- { tui, plain, cli, http, mcp }
//! ```
//!
//! * [`domain`]: entries, filters, the query language, statistics. Pure: no I/O, no clock.
//! * [`store`]: LanceDB and nothing else.
//! * [`embed`]: text to vector.
//! * [`service`]: the use cases; every front calls these and nothing below them.
//! * [`config`]: where settings come from.
//! * [`clock`]: what time it is.
//! * [`editor`]: an entry in the editor that the environment names.
//! * [`cli`], [`tui`], [`plain`], [`http`] and [`mcp`]: the fronts. None knows another.

#![forbid(unsafe_code)]

pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod editor;
pub mod embed;
pub mod http;
pub mod mcp;
pub mod plain;
pub mod service;
pub mod store;
pub mod tui;
