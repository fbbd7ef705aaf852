//! Every integration test, in one binary: linking LanceDB once is dear enough.

mod layering;
//! All integration tests, in one binary: each links the whole of LanceDB.

mod fixture;
mod store_legacy;
