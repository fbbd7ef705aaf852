//! The keymap as lines to print, by place.

use super::{Binding, Context, Key, Keymap, places};
use crate::config::{
    self,
    keys::{KeyRow, KeySettings},
};

/// The keys after the config had its say: groups of places first, then each place with the keys of its
/// own. What a wider place gives an action holds in the narrower ones too.
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
        let [context] = place.contexts else {
            for binding in at_home(keymap, place.contexts) {
                add(binding, &binding.keys);
            }
            continue;
        };
        for first in keymap.actions(*context) {
            let mut own = at_home(keymap, place.contexts);
            if let Some(binding) = own.find(|row| row.action == first.action) {
                add(binding, &binding.keys);
            } else if is_nowhere_else(keymap, first, *context) {
                add(first, &keymap.keys(first.action, *context));
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

/// The rows of a place.
fn at_home<'a>(keymap: &'a Keymap, home: &'a [Context]) -> impl Iterator<Item = &'a Binding> {
    keymap
        .bindings()
        .iter()
        .filter(move |binding| binding.home == home)
}

/// Whether a context has to tell of an action, since its rows belong to places that have no name.
fn is_nowhere_else(keymap: &Keymap, first: &Binding, context: Context) -> bool {
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
    fn every_key_is_listed_where_it_holds() {
        let keymap = Keymap::default();
        let rows = rows(&keymap);
        for context in Context::ALL {
            for binding in keymap.actions(*context) {
                let mut told: Vec<String> = rows
                    .iter()
                    .filter(|row| row.action == binding.action.name())
                    .filter(|row| row.contexts.contains(&context.name()))
                    .flat_map(|row| row.keys.clone())
                    .collect();
                let mut keys: Vec<String> = keymap
                    .keys(binding.action, *context)
                    .into_iter()
                    .map(Key::spelled)
                    .collect();
                for list in [&mut told, &mut keys] {
                    list.sort_unstable();
                    list.dedup();
                }
                assert_eq!(told, keys, "{context:?} {binding:?}");
            }
        }
    }
}
