//! The keymap as lines to print, by place.

use super::{Binding, Context, Key, Keymap, places};
use crate::config::{
    self,
    keys::{KeyRow, KeySettings},
};

/// The keys after the config had its say: groups of places first, then each place with what is not
/// said of its groups.
///
/// # Errors
/// What the config says of keys makes no sense.
pub fn listed(settings: &KeySettings) -> Result<Vec<KeyRow>, config::Error> {
    Ok(rows(&Keymap::configured(settings)?))
}

fn rows(keymap: &Keymap) -> Vec<KeyRow> {
    let mut rows = Vec::new();
    for place in places::all() {
        let mut add = |binding: &Binding, keys: &[Key]| {
            rows.push(KeyRow {
                place: place.name,
                contexts: held_in(binding, place.contexts),
                action: binding.action.name(),
                keys: keys.iter().map(|key| key.spelled()).collect(),
                help: binding.help,
            });
        };
        if places::group_of(place.contexts).is_some() {
            for binding in at_home(keymap, place.contexts) {
                add(binding, &with_wider(keymap, binding));
            }
        } else if let [context] = place.contexts {
            for binding in keymap.actions(*context) {
                if is_of_its_own(keymap, binding, *context) {
                    add(binding, &keymap.keys(binding.action, *context));
                }
            }
        }
    }
    rows
}

/// Where in a place a binding holds: a group's row may leave out some of its contexts.
fn held_in(binding: &Binding, place: &[Context]) -> Vec<&'static str> {
    let here = place
        .iter()
        .filter(|context| binding.contexts.contains(context));
    here.map(|context| context.name()).collect()
}

/// The keys of a group's row, and of rows for wider groups that hold there too: who sets the group's
/// keys replaces all.
fn with_wider(keymap: &Keymap, row: &Binding) -> Vec<Key> {
    let holds_too = |other: &Binding| {
        row.home.iter().all(|context| other.home.contains(context))
            && row
                .contexts
                .iter()
                .any(|context| other.contexts.contains(context))
    };
    keymap
        .bindings()
        .iter()
        .filter(|other| other.action == row.action && holds_too(other))
        .flat_map(|other| other.keys.iter().copied())
        .collect()
}

/// The rows of a group.
fn at_home<'a>(keymap: &'a Keymap, home: &'a [Context]) -> impl Iterator<Item = &'a Binding> {
    keymap
        .bindings()
        .iter()
        .filter(move |binding| binding.home == home)
}

/// Whether a place has to tell of an action, since no group does, or not all.
fn is_of_its_own(keymap: &Keymap, first: &Binding, context: Context) -> bool {
    keymap.bindings().iter().any(|binding| {
        binding.action == first.action
            && binding.contexts.contains(&context)
            && places::group_of(binding.home).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binding_is_listed_under_a_place_that_it_holds_in() {
        let keymap = Keymap::default();
        let rows = rows(&keymap);
        for context in Context::ALL {
            for binding in keymap.actions(*context) {
                let told = rows.iter().rev().find(|row| {
                    row.action == binding.action.name() && row.contexts.contains(&context.name())
                });
                let keys: Vec<String> = keymap
                    .keys(binding.action, *context)
                    .into_iter()
                    .map(Key::spelled)
                    .collect();
                assert_eq!(
                    told.map(|row| &row.keys),
                    Some(&keys),
                    "{context:?} {binding:?}"
                );
            }
        }
    }
}
