//! The keys that a config file gives actions, and what is wrong with them.

use std::collections::BTreeMap;

use similar::get_close_matches;

use super::{
    Action, Binding, Context, Key,
    places::{self, Group},
};
use crate::config::{
    self,
    keys::{KeySetting, KeySettings, Located},
};

/// How alike a name must be to be thought of.
const ALIKE: f32 = 0.6;

/// The keys that a line of the file gives, each with its place in the file.
#[derive(Debug)]
struct Given<'a> {
    setting: &'a KeySetting,
    place: Group,
    keys: Vec<(Key, usize)>,
}

/// Changes the default keys as the file says; what is said of a narrower place wins.
pub(super) fn apply(
    mut bindings: Vec<Binding>,
    settings: &KeySettings,
) -> Result<Vec<Binding>, config::Error> {
    let mut ranked = Vec::new();
    for setting in settings.settings() {
        let (rank, place) = place(&setting.place, settings)?;
        check_action(&setting.action, place, &bindings, settings)?;
        let keys = keys(setting, settings)?;
        let given = Given {
            setting,
            place,
            keys,
        };
        ranked.push((rank, given));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut origins = BTreeMap::new();
    for (_, given) in &ranked {
        bindings = rebound(bindings, given);
        for context in given.place.contexts {
            origins.insert((context.name(), given.setting.action.text.as_str()), given);
        }
    }
    for context in Context::ALL {
        check_context(*context, &bindings, &origins)
            .map_err(|(offset, message)| settings.error(offset, message))?;
    }
    Ok(bindings)
}

fn place(name: &Located, settings: &KeySettings) -> Result<(usize, Group), config::Error> {
    places::find(&name.text).ok_or_else(|| {
        let names: Vec<&str> = places::all().iter().map(|place| place.name).collect();
        let hint = suggestion(&name.text, &names);
        let message = format!("no place has the name `{}`; {hint}", name.text);
        settings.error(name.offset, message)
    })
}

fn check_action(
    name: &Located,
    place: Group,
    bindings: &[Binding],
    settings: &KeySettings,
) -> Result<(), config::Error> {
    let named = || {
        bindings
            .iter()
            .filter(|binding| binding.action.name() == name.text)
    };
    let holds_in = |context: &Context| named().any(|binding| binding.contexts.contains(context));
    if place.contexts.iter().any(holds_in) {
        return Ok(());
    }
    let elsewhere: Vec<&str> = Context::ALL
        .iter()
        .filter(|context| holds_in(context))
        .map(|context| context.name())
        .collect();
    let message = if elsewhere.is_empty() {
        let known: Vec<&str> = bindings.iter().map(|row| row.action.name()).collect();
        let hint = suggestion(&name.text, &known);
        format!("no action has the name `{}`; {hint}", name.text)
    } else {
        format!(
            "`{}` means nothing in `{}`; it is an action of {}",
            name.text,
            place.name,
            elsewhere.join(", ")
        )
    };
    Err(settings.error(name.offset, message))
}

/// What else might have been meant.
fn suggestion(name: &str, names: &[&str]) -> String {
    get_close_matches(name, names, 1, ALIKE)
        .first()
        .map_or_else(
            || "`lore keys` lists them all".to_owned(),
            |close| format!("did you mean `{close}`?"),
        )
}

fn keys(setting: &KeySetting, settings: &KeySettings) -> Result<Vec<(Key, usize)>, config::Error> {
    let mut keys: Vec<(Key, usize)> = Vec::new();
    for Located { text, offset } in &setting.keys {
        let wrong = |why: &str| settings.error(*offset, format!("`{text}` {why}"));
        let key: Key = text.parse().map_err(|why: String| wrong(&why))?;
        if keys.iter().any(|(other, _)| *other == key) {
            return Err(wrong("stands twice in one list"));
        }
        keys.push((key, *offset));
    }
    Ok(keys)
}

/// The rows after one action got other keys in a place. Keys that a wider place gives the action hold
/// there still, when the place has keys of its own for it; else they give way.
fn rebound(mut bindings: Vec<Binding>, given: &Given) -> Vec<Binding> {
    let place = given.place.contexts;
    let keys: Vec<Key> = given.keys.iter().map(|(key, _)| *key).collect();
    let is_meant = |row: &Binding| row.action.name() == given.setting.action.text;
    let mut own = false;
    for row in bindings
        .iter_mut()
        .filter(|row| is_meant(row) && row.home == place)
    {
        row.keys.clone_from(&keys);
        own = true;
    }
    if own {
        return bindings;
    }
    let mut done: Vec<Context> = Vec::new();
    let mut rows = Vec::new();
    for mut binding in bindings {
        if !is_meant(&binding) {
            rows.push(binding);
            continue;
        }
        let (mut here, elsewhere): (Vec<Context>, Vec<Context>) = binding
            .contexts
            .iter()
            .partition(|context| place.contains(context));
        // A place where two rows do the same gets these keys once.
        here.retain(|context| !done.contains(context));
        done.extend(&here);
        let narrower = place.iter().all(|context| binding.home.contains(context));
        let changed = Binding {
            home: if narrower { place } else { binding.home },
            contexts: here,
            keys: keys.clone(),
            ..binding
        };
        binding.contexts = elsewhere;
        rows.extend(
            [changed, binding]
                .into_iter()
                .filter(|row| !row.contexts.is_empty()),
        );
    }
    rows
}

type Origins<'a> = BTreeMap<(&'static str, &'a str), &'a Given<'a>>;

/// What is wrong with the keys of a place, and where the file says it.
fn check_context(
    context: Context,
    bindings: &[Binding],
    origins: &Origins,
) -> Result<(), (usize, String)> {
    let place = context.name();
    let mut seen: Vec<(Key, Action)> = Vec::new();
    for binding in bindings
        .iter()
        .filter(|binding| binding.contexts.contains(&context))
    {
        let action = binding.action;
        for key in &binding.keys {
            let spelled = key.spelled();
            if context.is_text() && key.text().is_some() {
                let message = format!(
                    "`{spelled}` types a character in `{place}`; `{}` needs a key such as ctrl-o, alt-o or f5 there",
                    action.name()
                );
                return Err((offset(origins, place, action, Some(*key)), message));
            }
            let other = seen.iter().find(|(seen, _)| seen == key);
            if let Some((_, other)) = other.filter(|(_, other)| *other != action) {
                let message = format!(
                    "`{spelled}` would mean both `{}` and `{}` in `{place}`; give one of them another key, or [] for none",
                    other.name(),
                    action.name()
                );
                let at = offset(origins, place, *other, Some(*key)).max(offset(
                    origins,
                    place,
                    action,
                    Some(*key),
                ));
                return Err((at, message));
            }
            seen.push((*key, action));
        }
    }
    for (action, what) in [
        (Action::Back, "leads back out"),
        (Action::Quit, "ends the program"),
    ] {
        if seen.iter().all(|(_, other)| *other != action) {
            let name = action.name();
            let message = format!("no key {what} of `{place}` any more; give `{name}` one");
            return Err((offset(origins, place, action, None), message));
        }
    }
    Ok(())
}

/// Where the file gives an action that key, or its keys; 0 when it does not.
fn offset(origins: &Origins, place: &'static str, action: Action, key: Option<Key>) -> usize {
    let Some(given) = origins.get(&(place, action.name())) else {
        return 0;
    };
    let at = given.keys.iter().find(|(given, _)| Some(*given) == key);
    at.map_or(given.setting.action.offset, |(_, offset)| *offset)
}

#[cfg(test)]
mod tests;
