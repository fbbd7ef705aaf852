//! How much of a set of entries semantic search can see.
