//! The `lore` program.

fn main() {}
