//! The types of entries: an open set with eight well-known names.

/// The well-known types, in the order in which they are shown.
pub const KNOWN: [&str; 8] = [
    "architecture",
    "decision",
    "implementation",
    "configuration",
    "credential",
    "issue",
    "pattern",
    "general",
];

/// The type that a writer gets who names none.
pub const GENERAL: &str = "general";

/// The Node manager's start-up row: hidden unless asked for by name, never cleaned up.
pub const SYSTEM: &str = "system";
