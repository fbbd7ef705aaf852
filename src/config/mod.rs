//! Where settings come from: default < file < environment < flags.
