//! The use cases every front calls.
