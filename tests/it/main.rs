//! The integration tests, in one binary: linking LanceDB more than once takes too long.

mod embedder;
