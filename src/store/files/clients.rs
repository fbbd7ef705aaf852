//! LanceDB's clients of object stores, and the threads on which they ask.
//!
//! These threads outlive every runtime: so a client's connections stay open, and whoever asks may wait
//! wherever he is.

use std::{
    collections::HashMap,
    io,
    path::Path,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, mpsc},
};

use lance::io::{ObjectStore, ObjectStoreParams, ObjectStoreRegistry, StorageOptionsAccessor};
use object_store::path::Path as ObjectPath;
use tokio::{
    runtime::{Builder, Handle, Runtime, RuntimeFlavor},
    task::block_in_place,
};

use crate::{
    domain::location,
    store::{address, error::reason},
};

/// Threads for requests, which wait most of the time.
const THREADS: usize = 2;

/// For how long LanceDB asks again what was not answered, in seconds, unless the environment says otherwise
/// (`OBJECT_STORE_CLIENT_RETRY_TIMEOUT`). One request takes half a minute at most.
const ASKED_FOR: (&str, &str) = ("client_retry_timeout", "20");

/// What asks object stores.
struct Clients {
    runtime: Runtime,
    registry: Arc<ObjectStoreRegistry>,
    /// By bucket.
    known: Mutex<HashMap<String, Arc<ObjectStore>>>,
}

/// A place in an object store.
pub(super) struct Place {
    pub store: Arc<ObjectStore>,
    pub path: ObjectPath,
}

static CLIENTS: LazyLock<io::Result<Clients>> = LazyLock::new(|| {
    Ok(Clients {
        runtime: Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("object store")
            .enable_all()
            .build()?,
        registry: Arc::default(),
        known: Mutex::default(),
    })
});

/// Does something on the threads for requests, and waits until it is done.
pub(in crate::store) fn wait<T: Send + 'static>(
    work: impl Future<Output = lance::Result<T>> + Send + 'static,
) -> io::Result<T> {
    let (answer, answered) = mpsc::sync_channel(1);
    clients()?.runtime.spawn(async move {
        // Who asked may have gone.
        let _ = answer.send(work.await);
    });
    let answer = aside(|| answered.recv());
    answer.map_err(io::Error::other)?.map_err(failed)
}

/// Does something on the threads for requests, for who need not hold up his thread.
pub(super) async fn spawned<T: Send + 'static>(
    work: impl Future<Output = lance::Result<T>> + Send + 'static,
) -> io::Result<T> {
    let done = clients()?.runtime.spawn(work).await;
    done.map_err(io::Error::other)?.map_err(failed)
}

/// Goes on with something on the threads for requests.
pub(in crate::store) fn spawn(work: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    clients()?.runtime.spawn(work);
    Ok(())
}

/// Waits for something without holding up the tasks of this thread, if it has others to leave them to.
pub(in crate::store) fn aside<T>(wait: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(wait),
        _ => wait(),
    }
}

/// How LanceDB is to ask object stores.
pub(in crate::store) fn options() -> Arc<StorageOptionsAccessor> {
    let (name, value) = ASKED_FOR;
    let options = HashMap::from([(name.to_owned(), value.to_owned())]);
    Arc::new(StorageOptionsAccessor::with_static_options(options))
}

/// The client for a folder or an object, and its name there.
pub(super) async fn place(folder: &Path) -> lance::Result<Place> {
    let clients = clients()?;
    let uri =
        address::uri(folder).map_err(|error| lance::Error::invalid_input(error.to_string()))?;
    let path = ObjectStore::extract_path_from_uri(Arc::clone(&clients.registry), &uri)?;
    let bucket = bucket(folder);
    let known = clients.known().get(&bucket).cloned();
    if let Some(store) = known {
        return Ok(Place { store, path });
    }
    let registry = Arc::clone(&clients.registry);
    let params = ObjectStoreParams {
        storage_options_accessor: Some(options()),
        ..ObjectStoreParams::default()
    };
    let (store, _) = ObjectStore::from_uri_and_params(registry, &uri, &params).await?;
    clients.known().insert(bucket, Arc::clone(&store));
    Ok(Place { store, path })
}

impl Clients {
    fn known(&self) -> MutexGuard<'_, HashMap<String, Arc<ObjectStore>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The kind of object store and the bucket.
fn bucket(folder: &Path) -> String {
    let scheme = location::scheme(folder).unwrap_or_default();
    let within = location::within(folder).unwrap_or_default();
    let bucket = within.split('/').next().unwrap_or_default();
    format!("{scheme}://{bucket}")
}

fn clients() -> io::Result<&'static Clients> {
    CLIENTS
        .as_ref()
        .map_err(|error| io::Error::new(error.kind(), error.to_string()))
}

fn failed(error: lance::Error) -> io::Error {
    match error {
        lance::Error::NotFound { .. } => io::ErrorKind::NotFound.into(),
        error => io::Error::other(reason(&error)),
    }
}
