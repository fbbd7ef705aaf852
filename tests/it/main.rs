//! Every integration test, in one binary: linking LanceDB once is dear enough.

mod layering;
