//! The file of the remembered state: read leniently, merged with what other programs wrote.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use thiserror::Error;

use super::{Everywhere, Here, State};

/// What this version writes. A higher number is from a newer lore.
const VERSION: u64 = 1;

/// Bytes that are read of a file at most: nobody remembers more.
const MAX_BYTES: u64 = 16 << 20;

/// Stores that are remembered, those used last.
const MAX_STORES: usize = 100;

/// Damaged files that are kept.
const MOST_ASIDE: usize = 100;

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
#[derive(Debug, Serialize)]
struct Store {
    used: DateTime<Utc>,
    #[serde(flatten)]
    here: Here,
}

/// Why a file cannot be taken as it is.
#[derive(Debug, Error)]
pub(super) enum Unfit {
    #[error("was written by a newer lore")]
    Newer,
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// Whoever reads it finds no document in it.
    #[error("is damaged")]
    Damaged,
}

/// What a file says about a store. No file says nothing.
pub(super) fn read(path: &Path, store: &str) -> Result<State, Unfit> {
    let mut document = document(path)?;
    let here = match document.stores.remove(store) {
        Some(Value::Object(fields)) => lenient(fields),
        _ => Here::default(),
    };
    Ok(State {
        everywhere: lenient(document.everywhere),
        here,
    })
}

/// What fields say; those that mean nothing count as absent.
fn lenient<T: Default + DeserializeOwned>(mut fields: Map<String, Value>) -> T {
    fields.retain(|name, value| {
        let alone = Map::from_iter([(name.clone(), value.clone())]);
        T::deserialize(Value::Object(alone)).is_ok()
    });
    T::deserialize(Value::Object(fields)).unwrap_or_default()
}

/// Writes what is to be remembered; a file that is damaged is set aside before. What is the same as in `base`, the state that this run began
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
        Err(Unfit::Damaged) => {
            set_aside(path)?;
            Document::default()
        }
        Err(unfit) => return Err(io::Error::other(format!("{} {unfit}", path.display()))),
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

/// Moves a file that is of no use out of the way, and over no other one.
fn set_aside(path: &Path) -> io::Result<()> {
    let place = |number: usize| {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".aside");
        if number > 1 {
            aside.push(format!("-{number}"));
        }
        PathBuf::from(aside)
    };
    let free = (1..=MOST_ASIDE).map(place).find(|place| !place.exists());
    let place = free.ok_or_else(|| {
        io::Error::other(format!(
            "{} is damaged, and {MOST_ASIDE} such files lie beside it; remove some",
            path.display()
        ))
    })?;
    fs::rename(path, place)
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

/// What a file holds. Only a regular one is opened: a pipe would keep one waiting for ever.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let about = regular(path)?;
    if about.len() > MAX_BYTES {
        let message = format!("it is larger than {} MB", MAX_BYTES >> 20);
        return Err(io::Error::other(message));
    }
    fs::read(path)
}

/// What is known of a file that may be opened.
pub(super) fn regular(path: &Path) -> io::Result<fs::Metadata> {
    let about = fs::metadata(path)?;
    if about.is_file() {
        Ok(about)
    } else {
        Err(io::Error::other("it is no regular file"))
    }
}

fn document(path: &Path) -> Result<Document, Unfit> {
    let text = match bytes(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Document::default()),
        Err(error) => return Err(Unfit::Unreadable(error)),
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
