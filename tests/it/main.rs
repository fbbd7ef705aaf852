//! Every integration test, in one binary: linking LanceDB once is dear enough.

mod fixture;
mod layering;
mod node;
mod store_filter;
mod store_legacy;
mod store_open;
mod store_write;
mod tables;
