//! What the UI needs of the service. A trait, so that tests can answer slowly, late or wrongly.

use std::future::Future;

use crate::{
    domain::{
        entry::Entry,
        filter::Filter,
        project::ProjectSummary,
        search::{Coverage, SearchAnswer, SearchRequest, Sort},
        stats::Stats,
    },
    service::{Cancel, Fingerprint, Listing, Lore, Progress, ReembedReport, Result},
};

/// A list of entries, pinned to one moment. Clones are cheap.
pub trait Pages: Clone + Send + Sync + 'static {
    /// Rows in all.
    fn total(&self) -> usize;
    /// The rows from `offset`, at most `limit`.
    fn page(&self, offset: usize, limit: usize) -> impl Future<Output = Result<Vec<Entry>>> + Send;
}

/// The use cases behind the UI.
pub trait Backend: Send + Sync + 'static {
    /// What [`Backend::list`] gives.
    type Listing: Pages;
    /// The projects with counts.
    fn projects(&self) -> impl Future<Output = Result<Vec<ProjectSummary>>> + Send;
    /// The repositories that cannot be read, each with the reason.
    fn broken(&self) -> impl Future<Output = Result<Vec<String>>> + Send;
    /// Entries in order.
    fn list(
        &self,
        filter: &Filter,
        sort: Sort,
    ) -> impl Future<Output = Result<Self::Listing>> + Send;
    /// The best entries for some words.
    fn search(&self, request: &SearchRequest) -> impl Future<Output = Result<SearchAnswer>> + Send;
    /// Counts.
    fn stats(&self, filter: &Filter) -> impl Future<Output = Result<Stats>> + Send;
    /// What semantic search can see.
    fn coverage(&self, filter: &Filter) -> impl Future<Output = Result<Coverage>> + Send;
    /// Makes missing vectors.
    fn reembed(
        &self,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> impl Future<Output = Result<ReembedReport>> + Send;
    /// Makes and extends the indexes that pay.
    fn maintain(&self) -> impl Future<Output = Result<()>> + Send;
    /// Differs when somebody wrote. May block for some file-system calls.
    fn fingerprint(&self) -> Fingerprint;
    /// Makes the first search as fast as the others.
    fn warm_up(&self) -> impl Future<Output = Result<()>> + Send;
}

impl Pages for Listing {
    fn total(&self) -> usize {
        Self::total(self)
    }

    fn page(&self, offset: usize, limit: usize) -> impl Future<Output = Result<Vec<Entry>>> + Send {
        Self::page(self, offset, limit)
    }
}

impl Backend for Lore {
    type Listing = Listing;

    fn projects(&self) -> impl Future<Output = Result<Vec<ProjectSummary>>> + Send {
        Self::projects(self)
    }

    fn broken(&self) -> impl Future<Output = Result<Vec<String>>> + Send {
        Self::broken(self)
    }

    fn list(&self, filter: &Filter, sort: Sort) -> impl Future<Output = Result<Listing>> + Send {
        Self::list(self, filter, sort)
    }

    fn search(&self, request: &SearchRequest) -> impl Future<Output = Result<SearchAnswer>> + Send {
        Self::search(self, request)
    }

    fn stats(&self, filter: &Filter) -> impl Future<Output = Result<Stats>> + Send {
        Self::stats(self, filter)
    }

    fn coverage(&self, filter: &Filter) -> impl Future<Output = Result<Coverage>> + Send {
        Self::coverage(self, filter)
    }

    async fn reembed(
        &self,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<ReembedReport> {
        Self::reembed(self, &Filter::default(), false, cancel, progress).await
    }

    fn maintain(&self) -> impl Future<Output = Result<()>> + Send {
        Self::maintain(self)
    }

    fn fingerprint(&self) -> Fingerprint {
        Self::fingerprint(self)
    }

    fn warm_up(&self) -> impl Future<Output = Result<()>> + Send {
        Self::warm_up(self)
    }
}
