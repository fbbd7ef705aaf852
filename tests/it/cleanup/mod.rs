//! Sets of entries as targets, and cleanup by age.

mod targets;
