//! What the first search would wait for, made ready before anybody asks.

use super::{Lore, Result, search};
use crate::domain::filter::Filter;

impl Lore {
    /// [`Self::prewarm`] for who does not wait for it. A search meets the same failure, and tells who
    /// asked.
    pub async fn get_ready(&self) {
        if let Err(error) = self.prewarm().await {
            tracing::warn!(%error, "the first search is not prepared");
        }
    }

    /// Makes the first search as fast as the others: loads the model, and reads what a search of the
    /// whole store looks through. A search that comes meanwhile shares what is being read. A store in an
    /// object store is not read before anybody asks: that would be paid for at each start.
    ///
    /// # Errors
    /// The first failure; it holds up nothing else.
    pub async fn prewarm(&self) -> Result<()> {
        if self.store.is_remote() {
            return self.warm_up().await;
        }
        let mut tables = Vec::new();
        let mut done = Ok(());
        match self.admitted(&Filter::default()).await {
            Ok(repositories) => {
                for repository in repositories {
                    match repository.table().await {
                        Ok(table) => tables.push(table),
                        Err(error) => done = done.and(Err(error.into())),
                    }
                }
            }
            Err(error) => done = Err(error),
        }
        // What lists need, too, comes first.
        for table in &tables {
            let allowed = table.snapshot.allowed(&Filter::default()).await;
            done = done.and(allowed.map(drop).map_err(Into::into));
        }
        done = done.and(self.warm_up().await);
        done.and(search::prepare(&self.searcher, &self.models, &tables).await)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use tempfile::TempDir;

    use super::*;
    use crate::store::{NewRow, Store, schema::VECTOR_WIDTH};

    /// A folder with a store of two repositories, which is at this place for LanceDB.
    async fn stored(place: impl Fn(&Path) -> PathBuf) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let store = Store::open_or_create(&place).await.unwrap();
        for name in ["a", "b"] {
            let row = NewRow {
                id: "general-1-aaaaaa".to_owned(),
                vector: vec![0.0; VECTOR_WIDTH],
                text: "the token".to_owned(),
                kind: "general".to_owned(),
                project_id: "p".to_owned(),
                session_id: String::new(),
                agent: "qa".to_owned(),
                timestamp: "2026-01-01T00:00:00.000Z".to_owned(),
                metadata: "{}".to_owned(),
            };
            let repository = store.repository_or_create(name).await.unwrap();
            repository.append(&[row]).await.unwrap();
        }
        (folder, place)
    }

    /// Overwrites a repository's rows, as long as they were and with the end that tells a whole file.
    fn overwrite(folder: &Path, repository: &str) {
        let data = folder
            .join(repository)
            .join("orchestra_knowledge.lance/data");
        for file in fs::read_dir(data).unwrap() {
            let file = file.unwrap().path();
            let mut bytes = fs::read(&file).unwrap();
            let end = bytes.len() - b"LANC".len();
            bytes[..end].fill(0);
            fs::write(&file, bytes).unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_table_that_cannot_be_read_holds_up_nothing_else() {
        let (folder, place) = stored(Path::to_owned).await;
        overwrite(folder.path(), "a");
        let lore = Lore::open(&place).await.unwrap();
        let failed = lore.prewarm().await.unwrap_err().to_string();
        assert!(failed.contains("'a'"), "{failed}");
        assert!(lore.models.chosen().is_loaded());

        // What was read of the other is not read again.
        overwrite(folder.path(), "b");
        let filter = Filter {
            repositories: vec!["b".to_owned()],
            ..Filter::default()
        };
        let table = lore.tables(&filter).await.unwrap().remove(0);
        let allowed = table.snapshot.allowed(&Filter::default()).await.unwrap();
        let tables = [(table, allowed)];
        let found = lore.searcher.keyword(&tables, "token", false).await;
        assert_eq!(found.unwrap()[0].len(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn of_an_object_store_nothing_is_read_ahead() {
        let place = |folder: &Path| format!("file-object-store://{}", folder.display()).into();
        let (folder, place) = stored(place).await;
        for name in ["a", "b"] {
            overwrite(folder.path(), name);
        }
        let lore = Lore::open(&place).await.unwrap();
        lore.prewarm().await.unwrap();
        assert!(lore.models.chosen().is_loaded());
    }
}
