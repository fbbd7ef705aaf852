//! Places by name: each context, and groups of them that share keys.

use super::{Context, table};

/// Places that share keys, under one name.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// Its name, as the config spells it.
    pub name: &'static str,
    /// The places.
    pub contexts: &'static [Context],
}

/// From the widest to the narrowest: what is said of a narrower one wins.
const GROUPS: [Group; 5] = [
    Group {
        name: "everywhere",
        contexts: Context::ALL,
    },
    Group {
        name: "lists",
        contexts: table::READING,
    },
    Group {
        name: "typing",
        contexts: table::TEXT,
    },
    Group {
        name: "panes",
        contexts: table::PANES,
    },
    Group {
        name: "entries",
        contexts: table::ENTRIES,
    },
];

/// All names, the wider places first.
pub(super) fn all() -> Vec<Group> {
    let single = Context::ALL.iter().map(|context| Group {
        name: context.name(),
        contexts: std::slice::from_ref(context),
    });
    GROUPS.into_iter().chain(single).collect()
}

/// The group that is these places and no others.
pub(super) fn group_of(contexts: &[Context]) -> Option<Group> {
    GROUPS.into_iter().find(|group| group.contexts == contexts)
}

/// Where that place stands among all, the wider ones first.
pub(super) fn find(name: &str) -> Option<(usize, Group)> {
    all()
        .into_iter()
        .enumerate()
        .find(|(_, place)| place.name == name)
}
