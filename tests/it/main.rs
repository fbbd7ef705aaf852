//! Every integration test, in one binary: linking LanceDB once is dear enough.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod changes;
mod cleanup;
mod cli;
mod credentials;
mod damage;
mod doctor;
mod dupes;
mod embedder;
mod exchange;
mod exporting;
mod fixture;
mod fronts;
mod health;
mod history;
mod http;
mod killed;
mod layering;
mod long_lists;
mod mcp;
mod models;
mod neighbours;
mod node;
mod object_store;
mod one_by_one;
mod pictures;
mod plain;
mod purge;
mod reembed;
mod reembed_killed;
mod search;
mod secrets;
mod service;
mod sql;
mod store_filter;
mod store_legacy;
mod store_open;
mod store_write;
mod storing;
mod tables;
mod tui;
mod upkeep;
mod waiting;
mod watching;
