//! What is listed: entries in order, or hits, a page at a time.

use crate::{
    domain::{
        entry::Entry,
        filter::Filter,
        search::{Hit, SearchMode, SearchRequest, Sort},
    },
    service::{Listing, Lore, Result},
};

/// Entries of a page.
pub const PAGE: usize = 10;

/// Hits that are asked for at first, and again when somebody reads on.
const HITS: usize = 50;

/// What is listed.
#[derive(Debug)]
pub enum Shown {
    /// Entries by age.
    Listing(Listing),
    /// Entries by how well they fit.
    Hits {
        request: SearchRequest,
        hits: Vec<Hit>,
        total: usize,
    },
}

impl Shown {
    /// Everything a filter admits.
    pub async fn listing(lore: &Lore, filter: &Filter, sort: Sort) -> Result<Self> {
        Ok(Self::Listing(lore.list(filter, sort).await?))
    }

    /// The best for some words.
    pub async fn hits(lore: &Lore, words: &str, filter: &Filter, mode: SearchMode) -> Result<Self> {
        let request = SearchRequest {
            words: words.to_owned(),
            typing: false,
            filter: filter.clone(),
            mode,
            limit: HITS,
            threshold: None,
        };
        let answer = lore.search(&request).await?;
        Ok(Self::Hits {
            request,
            hits: answer.hits,
            total: answer.total,
        })
    }

    /// Entries in all.
    pub fn total(&self) -> usize {
        match self {
            Self::Listing(listing) => listing.total(),
            Self::Hits { total, .. } => *total,
        }
    }

    /// The entries of a page, or of what is left of it.
    pub async fn page(&mut self, lore: &Lore, first: usize) -> Result<Vec<Entry>> {
        self.range(lore, first, PAGE).await
    }

    /// One entry by its place, from 0.
    pub async fn entry(&mut self, lore: &Lore, at: usize) -> Result<Option<Entry>> {
        Ok(self.range(lore, at, 1).await?.pop())
    }

    async fn range(&mut self, lore: &Lore, first: usize, count: usize) -> Result<Vec<Entry>> {
        match self {
            Self::Listing(listing) => listing.page(first, count).await,
            Self::Hits {
                request,
                hits,
                total,
            } => {
                let end = first.saturating_add(count).min(*total);
                if end > hits.len() {
                    request.limit = end + HITS;
                    let answer = lore.search(request).await?;
                    (*hits, *total) = (answer.hits, answer.total);
                }
                let wanted = hits.iter().skip(first).take(count);
                Ok(wanted.map(|hit| hit.entry.clone()).collect())
            }
        }
    }
}
