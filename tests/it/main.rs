//! Every integration test, in one binary: linking LanceDB once is dear enough.

mod embedder;
mod fixture;
mod layering;
mod service;
mod store_filter;
mod reembed;
mod reembed_killed;
mod search;
mod store_legacy;
mod store_open;
mod tables;
mod tui;
