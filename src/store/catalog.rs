//! A store: the folder, and the repositories that are in it now.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use futures::{StreamExt, stream};
use lance::session::Session;
use tokio::sync::Mutex;

use super::{
    Error, Repository, Result, address,
    create::private_folder,
    discover::{self, Layout, NEW_TABLE, Place},
    files,
    fingerprint::Looked,
    manifest,
    repository::new_session,
    tables,
};
use crate::domain::location;

/// How many tables are opened at the same time.
const OPENING_AT_ONCE: usize = 16;

/// An open store. Cheap to clone; clones share what they have read.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) root: PathBuf,
    pub(super) layout: Layout,
    session: Arc<Session>,
    opened: Mutex<BTreeMap<String, Repository>>,
    pub(super) looked: Looked,
}

/// A repository that cannot be read, among others that can.
#[derive(Debug)]
pub struct Broken {
    /// The repository's name.
    pub repository: String,
    /// What is wrong.
    pub error: Error,
}

impl Store {
    /// Opens a store for reading. Creates and changes nothing: a folder without a repository is
    /// no store, and when no repository at all can be read, the first one's failure is returned.
    pub async fn open(path: &Path) -> Result<Self> {
        let store = Self::at(discover::folder(path)?)?;
        let (repositories, broken) = store.refresh().await?;
        match broken.into_iter().next() {
            Some(first) if repositories.is_empty() => Err(first.error),
            None if repositories.is_empty() => Err(Error::NotAStore(path.to_owned())),
            _ => Ok(store),
        }
    }

    /// Opens a store for writing. The folder is made, for this user alone, if there is none; it
    /// may be empty.
    pub async fn open_or_create(path: &Path) -> Result<Self> {
        private_folder(path)?;
        let store = Self::at(discover::folder(path)?)?;
        if let Layout::One(_) = store.inner.layout {
            let (_, broken) = store.refresh().await?;
            if let Some(first) = broken.into_iter().next() {
                return Err(first.error);
            }
        }
        Ok(store)
    }

    fn at(root: PathBuf) -> Result<Self> {
        let layout = discover::layout(&root)?;
        Ok(Self {
            inner: Arc::new(Inner {
                root,
                layout,
                session: Arc::new(new_session()),
                opened: Mutex::default(),
                looked: Looked::default(),
            }),
        })
    }

    /// The store's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.inner.root
    }

    /// Whether something is there that could be a store, or that cannot be looked at.
    #[must_use]
    pub fn is_there(path: &Path) -> bool {
        if !location::is_remote(path) {
            return path.exists();
        }
        let address = address::check(path);
        address.map_or(true, |address| files::is_folder(&address).unwrap_or(true))
    }

    /// Whether it is in an object store.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        location::is_remote(self.path())
    }

    /// Refuses what is done on disk alone, with the reason.
    pub fn check_on_disk(&self, why: &'static str) -> Result<()> {
        if self.is_remote() {
            return Err(Error::OnlyOnDisk {
                store: self.path().to_owned(),
                why,
            });
        }
        Ok(())
    }

    /// The repositories that are there now and can be read, by name. Those that other programs
    /// made since appear, those that are gone do not.
    pub async fn repositories(&self) -> Result<Vec<Repository>> {
        Ok(self.refresh().await?.0)
    }

    /// The repositories that are there now and cannot be read.
    pub async fn broken(&self) -> Result<Vec<Broken>> {
        Ok(self.refresh().await?.1)
    }

    /// The repository of this name.
    pub async fn repository(&self, name: &str) -> Result<Repository> {
        let place = discover::places(&self.inner.root, &self.inner.layout)?
            .into_iter()
            .find_map(|(found, place)| (found == name).then_some(place))
            .ok_or_else(|| Error::NoRepository(name.to_owned()))??;
        self.opened(place).await
    }

    /// The repository of this name, made if it is new.
    pub async fn repository_or_create(&self, name: &str) -> Result<Repository> {
        match self.repository(name).await {
            Err(Error::NoRepository(_)) => {}
            // Somebody is making it at this moment, or stopped half-way.
            Err(Error::Damaged { table, .. }) if was_never_written(&table) => {}
            found => return found,
        }
        self.check_new(name)?;
        let database = self.inner.root.join(name);
        let place = Place {
            name: name.to_owned(),
            table: database.join(NEW_TABLE),
            database,
        };
        let made = Repository::open_or_create(place, Arc::clone(&self.inner.session)).await?;
        let mut opened = self.inner.opened.lock().await;
        Ok(opened.entry(name.to_owned()).or_insert(made).clone())
    }

    /// The name of the store's repository, when the store is one and can hold no other.
    #[must_use]
    pub fn only(&self) -> Option<&str> {
        match &self.inner.layout {
            Layout::One(name) => Some(name),
            Layout::Many => None,
        }
    }

    /// Refuses a name that no new repository of this store can have.
    pub fn check_new(&self, name: &str) -> Result<()> {
        discover::check_name(name)?;
        match self.only() {
            Some(holds) => Err(Error::OneRepository {
                store: self.inner.root.clone(),
                holds: holds.to_owned(),
                asked: name.to_owned(),
            }),
            None => Ok(()),
        }
    }

    async fn refresh(&self) -> Result<(Vec<Repository>, Vec<Broken>)> {
        let places = discover::places(&self.inner.root, &self.inner.layout)?;
        self.inner
            .opened
            .lock()
            .await
            .retain(|name, _| places.iter().any(|(found, _)| found == name));
        let looked_at: Vec<(String, Result<Repository>)> = stream::iter(places)
            .map(|(name, place)| async {
                let repository = match place {
                    Ok(place) => self.opened(place).await,
                    Err(error) => Err(error),
                };
                (name, repository)
            })
            .buffered(OPENING_AT_ONCE)
            .collect()
            .await;
        let mut repositories = Vec::with_capacity(looked_at.len());
        let mut broken = Vec::new();
        for (name, result) in looked_at {
            match result {
                Ok(repository) => repositories.push(repository),
                Err(error) => broken.push(Broken {
                    repository: name,
                    error,
                }),
            }
        }
        Ok((repositories, broken))
    }

    async fn opened(&self, place: Place) -> Result<Repository> {
        if let Some(known) = self.inner.opened.lock().await.get(&place.name)
            && known.is_at(&place)
        {
            return Ok(known.clone());
        }
        let name = place.name.clone();
        let repository = Repository::open(place, Arc::clone(&self.inner.session)).await?;
        self.inner
            .opened
            .lock()
            .await
            .insert(name, repository.clone());
        Ok(repository)
    }
}

/// Whether nothing was ever stored in a table: neither is there a version of it, nor anything of lore's own,
/// which is made after the first one.
fn was_never_written(table: &Path) -> bool {
    let database = table.parent().unwrap_or(table);
    !manifest::has_versions(table) && tables::own(database).is_empty()
}
