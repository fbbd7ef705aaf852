//! All integration tests, in one binary: each links the whole of LanceDB.

mod fixture;
mod store_legacy;
