//! Questions before entries go to the trash, and the prompt for the file of a plan. Each holds what
//! it is about: nothing that happens meanwhile makes it mean other entries.

use std::sync::Arc;

use crate::domain::{change::Target, cleanup::Plan, entry::Entry};

use super::FilePrompt;

/// "Move these to the trash?", after a cleanup was looked through.
#[derive(Debug)]
pub struct ConfirmCleanup {
    /// What would go.
    pub plan: Plan,
}

/// "Keep this one and move the others to the trash?"
#[derive(Debug)]
pub struct ConfirmDuplicates {
    /// What stays.
    pub keeper: Arc<Entry>,
    /// What goes.
    pub rest: Vec<Target>,
    /// The same, to show it.
    pub samples: Vec<Arc<Entry>>,
}

/// "Save the plan as?"
#[derive(Debug)]
pub struct SavePlan {
    /// What is saved.
    pub plan: Plan,
    /// Where to.
    pub file: FilePrompt,
}
