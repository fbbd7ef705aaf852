//! Every integration test, in one binary: linking LanceDB once is dear enough.

mod embedder;
mod fixture;
mod layering;
mod service;
mod store_legacy;
mod tui;
