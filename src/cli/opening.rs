//! The settings of a command, and the store that they name.

use std::{fs, path::PathBuf};

use super::{
    args::GlobalArgs,
    failure::{Failure, Stop},
    output::Output,
    umask::as_private_as,
};
use crate::{
    config::{self, Flags, Settings, Surroundings},
    domain::{entry::NewEntry, search::SearchRequest},
    service::{
        Lore,
        models::{ModelSettings, ModelShelf},
    },
};

/// The settings of a command. From here on the process writes nothing that is less private than the store.
pub fn settings(global: &GlobalArgs) -> Result<Settings, Failure> {
    let settings = Settings::load(&global.flags(), &Surroundings::of_process())?;
    as_private_as(&settings.store);
    Ok(settings)
}

/// The settings, for what has no need of the store that they name, be there a home folder or not.
pub fn settings_without_store(global: &GlobalArgs) -> Result<Settings, Failure> {
    let flags = Flags {
        store: Some(PathBuf::new()),
        ..global.flags()
    };
    Ok(Settings::load(&flags, &Surroundings::of_process())?)
}

/// Opens a store to read, and says which of its repositories cannot be.
pub async fn open(settings: &Settings, out: &mut Output) -> Result<Lore, Stop> {
    for_command(open_quietly(settings).await?, out).await
}

/// Opens a store to search it; a model that the search needs is loaded meanwhile.
pub async fn open_to_search(
    settings: &Settings,
    request: &SearchRequest,
    out: &mut Output,
) -> Result<Lore, Stop> {
    let shelf = ModelShelf::new(models(settings))?;
    if request.mode.compares_meanings() {
        shelf.load_ahead();
    }
    let lore = over(Lore::open(&settings.store).await?, &shelf, settings);
    for_command(lore, out).await
}

async fn for_command(lore: Lore, out: &mut Output) -> Result<Lore, Stop> {
    // A command ends with its process, which is faster at giving back what was read than we are.
    std::mem::forget(lore.clone());
    for broken in lore.broken().await? {
        out.note(format!("left out: {broken}"))?;
    }
    Ok(lore)
}

/// Opens a store for who tells of broken repositories in another way.
pub async fn open_quietly(settings: &Settings) -> Result<Lore, Stop> {
    configured(Lore::open(&settings.store).await?, settings)
}

/// Opens a store that agents write to, and makes it if it is not there yet.
pub async fn open_or_create(settings: &Settings, out: &mut Output) -> Result<Lore, Stop> {
    let store = &settings.store;
    // A folder without anything is what another server has made and not stored into yet.
    let is_empty = fs::read_dir(store).is_ok_and(|mut files| files.next().is_none());
    if Lore::is_there(store) && !is_empty {
        return open(settings, out).await;
    }
    let lore = open_to_store(settings).await?;
    if !is_empty {
        out.note(format!("made a new store at {}", store.display()))?;
    }
    Ok(lore)
}

/// Opens a store to write into, or makes it.
pub async fn open_to_store(settings: &Settings) -> Result<Lore, Stop> {
    let lore = Lore::open_or_create(&settings.store).await?;
    configured(lore, settings)
}

/// The same for one entry: what could not be stored is refused before anything is made.
pub async fn open_to_store_one(
    settings: &Settings,
    repository: &str,
    entry: &NewEntry,
) -> Result<Lore, Stop> {
    let policy = settings.credentials;
    let lore = Lore::open_or_create_for(&settings.store, repository, entry, policy).await?;
    configured(lore, settings)
}

/// What the settings say about models.
pub fn models(settings: &Settings) -> ModelSettings {
    ModelSettings {
        model: settings.model.clone(),
        onnxruntime: settings.onnxruntime.clone(),
        folder: config::models_folder(),
    }
}

/// The store as the settings want it.
pub fn configured(lore: Lore, settings: &Settings) -> Result<Lore, Stop> {
    Ok(over(lore, &ModelShelf::new(models(settings))?, settings))
}

fn over(lore: Lore, shelf: &ModelShelf, settings: &Settings) -> Lore {
    lore.with_models(shelf)
        .with_credentials(settings.credentials)
}
