//! The use cases every front calls: one set of rules, whatever the front.

mod blind_spots;
pub mod by_id;
pub mod changing;
pub mod cleaning;
pub mod compacting;
mod comparing;
mod coverage;
mod credentials;
pub mod demo;
mod doctor;
mod duplicates;
pub mod error;
pub mod exporting;
mod finding;
mod health;
mod history;
pub mod importing;
pub mod json;
pub mod listing;
mod mending;
pub mod models;
mod neighbours;
mod overview;
pub mod panics;
pub mod plan_file;
mod prewarming;
pub mod progress;
mod provenance;
pub mod purging;
mod reembed;
mod scope;
pub mod search;
pub mod secrets;
mod soundness;
mod sql;
mod storing;
pub mod survey;
mod targets;
mod upkeep;
mod values;
mod watching;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use futures::future::try_join_all;

use crate::{
    domain::{
        entry::{Entry, NewEntry},
        filter::Filter,
        health::Meaning,
        location::is_remote,
        project::ProjectSummary,
        search::{SearchAnswer, SearchRequest, Sort},
        secret::CredentialPolicy,
        stats::Stats,
    },
    embed::Models,
    store::{Repository, Searcher, Snapshot, Store, Table},
};

/// A question in SQL.
pub use crate::store::SqlQuery;

use blind_spots::Counted;
pub use by_id::{ById, Edited, Moved};
pub use changing::Report;
pub use cleaning::{Aged, Ages};
use coverage::Look;
pub use doctor::Diagnosis;
pub use error::{Error, Result};
pub use exporting::{Export, ExportScope, Exported};
pub use importing::{BadRecord, ImportRequest, Imported, OnConflict};
pub use listing::Listing;
pub use mending::{Care, Mended, Tidied};
pub use progress::{Cancel, Progress};
pub use provenance::SampledVectors;
pub use purging::{PurgePlan, PurgeScope, Purged};
pub use reembed::Reembedding;
pub use secrets::Exposed;
use soundness::Lost;
pub use sql::Answer;
use storing::{Intake, Places};
pub use storing::{Stored, Submission};
pub use survey::Survey;
pub use upkeep::After;
use upkeep::Rounds;
use watching::Watch;
pub use watching::{Noticed, Watcher};

/// An open store, and everything that can be done with it. Cheap to clone; clones share caches.
#[derive(Debug, Clone)]
pub struct Lore {
    store: Store,
    searcher: Searcher,
    models: Models,
    intake: Intake,
    places: Places,
    watch: Watch,
    rounds: Rounds,
    counted: Counted,
    lost: Lost,
    credentials: CredentialPolicy,
    /// Who the journal says it was, beside the user.
    front: Arc<str>,
}

/// What [`Lore::reembed`] did or, on a dry run, would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReembedReport {
    /// Entries looked at.
    pub entries: usize,
    /// Entries that had no vector of the current model.
    pub needed: usize,
    /// Entries that have one now.
    pub embedded: usize,
    /// Entries left alone because somebody changed them meanwhile; another run takes them.
    pub changed_meanwhile: usize,
    /// Entries that cannot be embedded (no id, empty text), with the reason.
    pub skipped: Vec<(String, String)>,
    /// The run was cancelled before its end; another run goes on where this one was.
    pub cancelled: bool,
}

/// A cheap mark of a store's state: differs when anything was written by anybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fingerprint(pub Vec<(PathBuf, u128)>);

impl Lore {
    /// Opens a store. Reads only; creates nothing.
    ///
    /// # Errors
    /// When nothing, or no store, is at the path.
    pub async fn open(path: &Path) -> Result<Self> {
        Ok(Self::over(Store::open(path).await?))
    }

    /// Whether something is at this place that could be a store, or that cannot be looked at.
    #[must_use]
    pub fn is_there(path: &Path) -> bool {
        Store::is_there(path)
    }

    /// Whether the store's folder was taken away. An object store is not asked: whoever wants to know
    /// whether the server lives would pay for it each time.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        !is_remote(self.path()) && !self.path().is_dir()
    }

    /// Opens a store for writing, making the folder if there is none. Never called for reads.
    pub async fn open_or_create(path: &Path) -> Result<Self> {
        Ok(Self::over(Store::open_or_create(path).await?))
    }

    /// Opens a store for [`Lore::store`] with these arguments, making the folder if there is none.
    /// What could not be stored then is refused before anything is made.
    pub async fn open_or_create_for(
        path: &Path,
        repository: &str,
        entry: &NewEntry,
        credentials: CredentialPolicy,
    ) -> Result<Self> {
        storing::check(repository, entry, credentials)?;
        // An object store says no later; a request for this alone would cost more.
        if !is_remote(path) && !path.exists() {
            storing::check_for_new(repository)?;
        }
        Ok(Self::open_or_create(path)
            .await?
            .with_credentials(credentials))
    }

    fn over(store: Store) -> Self {
        let models = Models::default();
        Self {
            intake: Intake::new(store.clone(), models.clone()),
            store,
            searcher: Searcher::default(),
            models,
            places: Places::default(),
            watch: Watch::default(),
            rounds: Rounds::default(),
            counted: Counted::default(),
            lost: Lost::default(),
            credentials: CredentialPolicy::default(),
            front: changing::LIBRARY.into(),
        }
    }

    /// The store's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The projects with counts, sorted by repository and project.
    pub async fn projects(&self) -> Result<Vec<ProjectSummary>> {
        overview::projects(&self.snapshots(&Filter::default()).await?).await
    }

    /// Refuses a filter that names a repository or a project that is not there, which would
    /// otherwise just find nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`], or what is wrong with the repository.
    pub async fn check_scope(&self, filter: &Filter) -> Result<()> {
        scope::check(self, filter).await
    }

    /// Every entry the filter admits, in order, to be read page by page. The listing is a picture
    /// of one moment: later writes do not shift its pages.
    pub async fn list(&self, filter: &Filter, sort: Sort) -> Result<Listing> {
        Listing::new(self.snapshots(filter).await?, filter, sort).await
    }

    /// The same where nobody asks for more than the first `most`, which costs less.
    pub async fn list_first(&self, filter: &Filter, sort: Sort, most: usize) -> Result<Listing> {
        Listing::first(self.snapshots(filter).await?, filter, sort, most).await
    }

    /// Searches. `request.words` must not be empty.
    pub async fn search(&self, request: &SearchRequest) -> Result<SearchAnswer> {
        let tables = self.tables(&request.filter).await?;
        Box::pin(search::search(
            &self.searcher,
            tables,
            &self.models,
            request,
        ))
        .await
    }

    /// The same in a process that searches once: what is needed for it is read side by side.
    pub async fn search_once(&self, request: &SearchRequest) -> Result<SearchAnswer> {
        let tables = self.tables(&request.filter).await?;
        let ahead = search::read_ahead(&self.searcher, &tables, &self.models, request);
        if let Err(error) = Box::pin(ahead).await {
            tracing::debug!(%error, "nothing was read ahead");
        }
        self.search(request).await
    }

    /// The entries with this id: one, or one a repository that has it, or none.
    pub async fn find(&self, id: &str) -> Result<Vec<Entry>> {
        let snapshots = self.snapshots(&Filter::default()).await?;
        let found = try_join_all(snapshots.iter().map(|snapshot| snapshot.find(id))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Counts over the entries the filter admits.
    pub async fn stats(&self, filter: &Filter) -> Result<Stats> {
        let mut stats = overview::stats(&self.snapshots(filter).await?, filter).await?;
        for repository in self.admitted(filter).await? {
            stats.bytes += repository.bytes().await?;
        }
        Ok(stats)
    }

    /// How much semantic search can see of what the filter admits, by the records of vectors: an entry
    /// that others changed since counts as seen until [`Lore::reembed`] looks at it.
    pub async fn coverage(&self, filter: &Filter) -> Result<Meaning> {
        let model = self.models.chosen().identity().await?;
        let admitted = self.admitted(filter).await?;
        coverage::coverage(&admitted, filter, &model, Look::Closely).await
    }

    /// Gives every entry the filter admits a vector of the model in use, if it has none. One atomic upsert a batch; all other columns stay as they are. `progress` is told after each batch.
    pub async fn reembed(
        &self,
        filter: &Filter,
        dry_run: bool,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<ReembedReport> {
        let wanted = Reembedding {
            filter: filter.clone(),
            dry_run,
            all: false,
        };
        self.reembed_as(&wanted, cancel, progress).await
    }

    /// The same, or makes the vectors anew that are there already.
    pub async fn reembed_as(
        &self,
        wanted: &Reembedding,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<ReembedReport> {
        let repositories = self.admitted(&wanted.filter).await?;
        let embedder = self.models.chosen();
        let run = reembed::reembed(&repositories, embedder, wanted, cancel, progress);
        Box::pin(run).await
    }

    /// Whether somebody wrote since: compare two of them. Costs a few file-system calls, or requests.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(self.store.fingerprint())
    }

    /// Whether an index of words that is not there, or lags far behind, would make searches
    /// faster. Costs next to nothing.
    pub async fn wants_index(&self) -> Result<bool> {
        for repository in self.admitted(&Filter::default()).await? {
            let snapshot = repository.snapshot().await?;
            if repository.text_index().is_due(&snapshot).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes and updates search indexes and keeps the tables small, each where it pays. Readers and
    /// writers are not blocked.
    pub async fn maintain(&self) -> Result<()> {
        self.in_each(async |repository| {
            // Before the index, which knows rows by the files that they stand in.
            Box::pin(changing::tidy(&repository)).await?;
            let snapshot = repository.snapshot().await?;
            repository.text_index().maintain(&snapshot).await?;
            Ok(Box::pin(repository.embeddings().compact()).await?)
        })
        .await
    }

    /// Does something in each repository, also when it fails in one.
    ///
    /// # Errors
    /// The first one.
    async fn in_each(&self, act: impl AsyncFn(Repository) -> Result<()>) -> Result<()> {
        let mut failed = Ok(());
        for repository in self.admitted(&Filter::default()).await? {
            failed = failed.and(act(repository).await);
        }
        failed
    }

    /// Loads the embedding model now, so that the first search does not wait for it.
    pub async fn warm_up(&self) -> Result<()> {
        Ok(self.models.chosen().warm_up().await?)
    }

    /// What a search looks into.
    async fn tables(&self, filter: &Filter) -> Result<Vec<Table>> {
        let admitted = self.admitted(filter).await?;
        Ok(try_join_all(admitted.iter().map(Repository::table)).await?)
    }

    /// The tables of the repositories that the filter looks into, as they are now.
    async fn snapshots(&self, filter: &Filter) -> Result<Vec<Snapshot>> {
        let admitted = self.admitted(filter).await?;
        Ok(try_join_all(admitted.iter().map(Repository::snapshot)).await?)
    }

    async fn admitted(&self, filter: &Filter) -> Result<Vec<Repository>> {
        filter.check()?;
        let mut repositories = self.store.repositories().await?;
        if filter.repositories.is_empty() {
            return self.readable(repositories).await;
        }
        repositories.retain(|repository| filter.admits_repository(repository.name()));
        self.all_readable(repositories).await
    }
}
