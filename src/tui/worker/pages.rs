//! Pages of the newest listing, those in sight first.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::tui::{model::listing::PAGE_ROWS, msg::Msg};

use super::{
    WantedPages,
    backend::{Backend, Pages},
    guarded::guarded,
    questions::OpenListing,
};

/// Loads pages until there are no more askers. Before each page it looks what is wanted by now.
pub(super) async fn run<B: Backend>(
    mut wanted: watch::Receiver<WantedPages>,
    listing: watch::Receiver<OpenListing<B::Listing>>,
    news: mpsc::Sender<Msg>,
) {
    while wanted.changed().await.is_ok() {
        let WantedPages {
            listing: generation,
            pages,
        } = wanted.borrow_and_update().clone();
        let open = listing.borrow().clone();
        let Some((_, rows)) = open.filter(|(open, _)| *open == generation) else {
            continue;
        };
        for page in pages {
            if wanted.has_changed().unwrap_or(true) {
                break;
            }
            let loaded = guarded(rows.page(page * PAGE_ROWS, PAGE_ROWS)).await;
            let rows = loaded.map(|rows| rows.into_iter().map(Arc::new).collect());
            let msg = Msg::Page {
                listing: generation,
                page,
                rows,
            };
            if news.send(msg).await.is_err() {
                return;
            }
        }
    }
}
