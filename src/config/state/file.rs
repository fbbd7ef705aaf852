//! The file of the remembered state: read leniently, merged with what other programs wrote.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Everywhere, Here, State};

/// What this version writes. A higher number is from a newer lore.
const VERSION: u64 = 1;

/// Stores that are remembered, those used last.
const MAX_STORES: usize = 100;

/// The file as it is written.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Document {
    #[serde(default)]
    version: u64,
    #[serde(default)]
    everywhere: Map<String, Value>,
    #[serde(default)]
    stores: Map<String, Value>,
}

/// One store in it.
#[derive(Debug, Serialize, Deserialize)]
struct Store {
    #[serde(default)]
    used: DateTime<Utc>,
    #[serde(flatten)]
    here: Here,
}

/// Why a file cannot be taken as it is.
#[derive(Debug)]
pub(super) enum Unfit {
    /// Written by a newer lore.
    Newer,
    /// Nobody can read it.
    Damaged,
}

/// What a file says about a store. No file says nothing.
pub(super) fn read(path: &Path, store: &str) -> Result<State, Unfit> {
    let document = document(path)?;
    let damaged = |_| Unfit::Damaged;
    let here = match document.stores.get(store) {
        Some(value) => Store::deserialize(value).map_err(damaged)?.here,
        None => Here::default(),
    };
    let everywhere = Everywhere::deserialize(Value::Object(document.everywhere));
    Ok(State {
        everywhere: everywhere.map_err(damaged)?,
        here,
    })
}

/// Writes what is to be remembered. What is the same as in `base`, the state that this run began
/// with, is left as another run may have written it meanwhile.
pub(super) fn write(
    path: &Path,
    store: &str,
    state: &State,
    base: &Everywhere,
    now: DateTime<Utc>,
) -> io::Result<()> {
    let mut document = match document(path) {
        Ok(document) => document,
        Err(Unfit::Damaged) => Document::default(),
        Err(Unfit::Newer) => return Err(io::Error::other("a newer lore wrote it")),
    };
    document.version = VERSION;
    let (base, mine) = (fields(base)?, fields(&state.everywhere)?);
    for (name, value) in &mine {
        if base.get(name) != Some(value) {
            document.everywhere.insert(name.clone(), value.clone());
        }
    }
    for name in base.keys().filter(|name| !mine.contains_key(*name)) {
        document.everywhere.remove(name);
    }
    let here = Store {
        used: now,
        here: state.here.clone(),
    };
    let here = serde_json::to_value(here).map_err(io::Error::other)?;
    document.stores.insert(store.to_owned(), here);
    forget_oldest(&mut document.stores);
    let mut text = serde_json::to_vec_pretty(&document).map_err(io::Error::other)?;
    text.push(b'\n');
    replace(path, &text)
}

/// Moves a file that is of no use out of the way; tells where to.
pub(super) fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".aside");
    fs::rename(path, &aside)?;
    Ok(aside.into())
}

/// Replaces a file at one stroke; only this user can read it.
pub(super) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn document(path: &Path) -> Result<Document, Unfit> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Document::default()),
        Err(_) => return Err(Unfit::Damaged),
    };
    // Of a newer file only the version can be relied upon.
    let value: Value = serde_json::from_slice(&text).map_err(|_| Unfit::Damaged)?;
    if value.get("version").and_then(Value::as_u64) > Some(VERSION) {
        return Err(Unfit::Newer);
    }
    // A list would do as well, for serde.
    if !value.is_object() {
        return Err(Unfit::Damaged);
    }
    Document::deserialize(value).map_err(|_| Unfit::Damaged)
}

fn fields(everywhere: &Everywhere) -> io::Result<Map<String, Value>> {
    match serde_json::to_value(everywhere).map_err(io::Error::other)? {
        Value::Object(fields) => Ok(fields),
        other => Err(io::Error::other(format!("{other} is no object"))),
    }
}

fn forget_oldest(stores: &mut Map<String, Value>) {
    let used = |value: &Value| value.get("used").and_then(Value::as_str).map(str::to_owned);
    while stores.len() > MAX_STORES {
        let oldest = stores.iter().min_by_key(|(_, value)| used(value));
        let Some(name) = oldest.map(|(name, _)| name.clone()) else {
            return;
        };
        stores.remove(&name);
    }
}
