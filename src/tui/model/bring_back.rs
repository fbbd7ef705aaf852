//! The question whether an entry is to say again what it said before.

use crate::domain::{
    change::{Edit, Target},
    fields::Fields,
    history::Past,
};

use super::{history::shown, versions::Versions};

/// An earlier state that is to come back.
#[derive(Debug)]
pub struct BringBack {
    /// The entry, as it stands now.
    pub target: Target,
    /// What makes it the earlier state.
    pub edit: Edit,
    /// What that changes.
    pub versions: Versions,
}

impl BringBack {
    /// What brings a state back; `None` when the entry says that already. Credentials show as they
    /// are only when they are `revealed`.
    #[must_use]
    pub fn new(now: &Past, earlier: &Past, revealed: bool) -> Option<Self> {
        let (old, new) = (Fields::from(&now.entry), Fields::from(&earlier.entry));
        let edit = new.edit_of(&old);
        (!edit.is_empty()).then(|| Self {
            target: now.entry.target(),
            edit,
            versions: Versions::new(
                &shown(&now.entry, revealed),
                &shown(&earlier.entry, revealed),
            ),
        })
    }
}
