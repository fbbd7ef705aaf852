//! Folders in an object store, asked through LanceDB's own clients.

use std::{
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectMeta, path::Path as ObjectPath};

use super::{
    File,
    clients::{place, spawned, wait},
};

/// How many folders are looked into at the same time.
const LOOKED_INTO_AT_ONCE: usize = 16;

/// Whether there is an object below this.
pub(super) fn is_folder(path: &Path) -> io::Result<bool> {
    let path = path.to_owned();
    wait(async move {
        let place = place(&path).await?;
        let mut objects = place.store.list(Some(place.path));
        Ok(objects.try_next().await?.is_some())
    })
}

/// Whether there is an object of this name.
pub(super) fn is_file(path: &Path) -> io::Result<bool> {
    let path = path.to_owned();
    wait(async move {
        let place = place(&path).await?;
        place.store.exists(&place.path).await
    })
}

/// The names of folders and objects directly in a folder.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let (folders, files) = look(folder)?;
    let files = files.iter().map(|file| &file.path);
    Ok(folders.iter().chain(files).map(|path| name(path)).collect())
}

/// The folders directly in a folder.
pub(in crate::store) fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(look(folder)?.0)
}

/// The objects directly in a folder.
pub(super) fn files(folder: &Path) -> io::Result<Vec<File>> {
    Ok(look(folder)?.1)
}

/// The folders in each of some folders; of many a few at a time.
pub(in crate::store) fn folders_in(
    above: Vec<PathBuf>,
) -> io::Result<Vec<(PathBuf, Vec<PathBuf>)>> {
    wait(async move {
        let looks = above.into_iter().map(|folder| async move {
            let (folders, _) = listed(&folder).await?;
            Ok::<_, lance::Error>((folder, folders))
        });
        let looks = stream::iter(looks).buffered(LOOKED_INTO_AT_ONCE);
        looks.try_collect().await
    })
}

/// The objects directly in each of some folders; of many a few at a time.
pub(in crate::store) fn files_in(folders: Vec<PathBuf>) -> io::Result<Vec<Vec<File>>> {
    wait(async move {
        let looks = folders.into_iter().map(|folder| async move {
            let (_, files) = listed(&folder).await?;
            Ok::<_, lance::Error>(files)
        });
        let looks = stream::iter(looks).buffered(LOOKED_INTO_AT_ONCE);
        looks.try_collect().await
    })
}

/// The objects directly in a folder, for who need not wait.
pub(in crate::store) async fn ask_files(folder: PathBuf) -> io::Result<Vec<File>> {
    Ok(spawned(async move { listed(&folder).await }).await?.1)
}

/// All objects below a folder.
pub(super) fn below(folder: &Path) -> io::Result<Vec<File>> {
    let folder = folder.to_owned();
    wait(async move {
        let place = place(&folder).await?;
        let objects = place.store.list(Some(place.path.clone()));
        let objects: Vec<ObjectMeta> = objects.try_collect().await?;
        let inside = objects.into_iter().filter_map(|object| {
            let name = object.location.as_ref().strip_prefix(place.path.as_ref())?;
            let path = folder.join(name.trim_start_matches('/'));
            Some(file(path, &object))
        });
        Ok(inside.collect())
    })
}

/// The size of an object.
pub(super) fn bytes(file: &Path) -> io::Result<u64> {
    let file = file.to_owned();
    wait(async move {
        let place = place(&file).await?;
        place.store.size(&place.path).await
    })
}

/// Removes an object.
pub(super) fn remove(file: &Path) -> io::Result<()> {
    let file = file.to_owned();
    wait(async move {
        let place = place(&file).await?;
        place.store.delete(&place.path).await
    })
}

/// Removes all objects below a folder.
pub(super) fn remove_folder(folder: &Path) -> io::Result<()> {
    let folder = folder.to_owned();
    wait(async move {
        let place = place(&folder).await?;
        place.store.remove_dir_all(place.path).await
    })
}

/// Writes an object, over the one that is there.
pub(in crate::store) fn put(file: &Path, bytes: Vec<u8>) -> io::Result<()> {
    let file = file.to_owned();
    wait(async move { write(&file, &bytes).await })
}

/// Writes an object if there is none of this name, and says whether it did. Of several who write at once
/// one does.
pub(in crate::store) fn put_new(file: &Path, bytes: Vec<u8>) -> io::Result<bool> {
    let file = file.to_owned();
    wait(async move {
        let place = place(&file).await?;
        match place.store.put_if_absent(&place.path, bytes.into()).await {
            Ok(()) => Ok(true),
            Err(
                object_store::Error::AlreadyExists { .. }
                | object_store::Error::Precondition { .. },
            ) => Ok(false),
            Err(error) => Err(error.into()),
        }
    })
}

/// What lies directly in a folder: folders and objects.
pub(in crate::store) async fn listed(folder: &Path) -> lance::Result<(Vec<PathBuf>, Vec<File>)> {
    let place = place(folder).await?;
    let found = match place.store.list_with_delimiter(Some(&place.path)).await {
        Err(lance::Error::NotFound { .. }) => return Ok((Vec::new(), Vec::new())),
        found => found?,
    };
    let folders = found
        .common_prefixes
        .iter()
        .filter_map(ObjectPath::filename);
    let files = found.objects.iter().filter_map(|object| {
        let path = folder.join(object.location.filename()?);
        Some(file(path, object))
    });
    Ok((
        folders.map(|name| folder.join(name)).collect(),
        files.collect(),
    ))
}

/// Writes an object, over the one that is there.
pub(in crate::store) async fn write(file: &Path, bytes: &[u8]) -> lance::Result<()> {
    let place = place(file).await?;
    place.store.put(&place.path, bytes).await?;
    Ok(())
}

/// Removes an object; one that is gone already is gone.
pub(in crate::store) async fn delete(file: &Path) -> lance::Result<()> {
    let place = place(file).await?;
    match place.store.delete(&place.path).await {
        Err(lance::Error::NotFound { .. }) => Ok(()),
        deleted => deleted,
    }
}

fn look(folder: &Path) -> io::Result<(Vec<PathBuf>, Vec<File>)> {
    let folder = folder.to_owned();
    let found = wait(async move { listed(&folder).await })?;
    if found.0.is_empty() && found.1.is_empty() {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok(found)
}

fn file(path: PathBuf, object: &ObjectMeta) -> File {
    File {
        path,
        bytes: object.size,
        modified: Some(SystemTime::from(object.last_modified)),
    }
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
