//! Lists and searches, the newest question only.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, timeout_at},
};

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        search::Sort,
    },
    service,
    tui::{
        effect::{Anchor, Ask, Pace, Question},
        model::listing::PAGE_ROWS,
        msg::{Listed, Msg},
    },
};

use super::{
    backend::{Backend, Pages},
    guarded::guarded,
};

/// A question typed key by key waits this long for the next key.
const KEY_PAUSE: Duration = Duration::from_millis(30);

/// Who types without a pause sees an answer after this time all the same.
const LONGEST_WAIT: Duration = Duration::from_millis(150);

/// Pages read in search of an anchor before it counts as gone.
const ANCHOR_PAGES: usize = 6;

/// The listing whose pages can be asked for, with its generation.
pub(super) type OpenListing<P> = Option<(u64, P)>;

/// Answers questions until there are no more askers.
pub(super) async fn run<B: Backend>(
    backend: Arc<B>,
    mut asks: watch::Receiver<Option<Ask>>,
    open: watch::Sender<OpenListing<B::Listing>>,
    news: mpsc::Sender<Msg>,
    first_answered: oneshot::Sender<()>,
) {
    let mut first_answered = Some(first_answered);
    let mut answered = 0;
    while let Some(ask) = next(&mut asks).await {
        // The same question comes twice when somebody grew impatient.
        if ask.generation <= answered {
            continue;
        }
        answered = ask.generation;
        let generation = ask.generation;
        let msg = match ask.question {
            Question::List {
                filter,
                sort,
                anchor,
            } => {
                let work = async {
                    let listing = backend.list(&filter, sort).await?;
                    let listed = first_pages(&listing, sort, anchor).await?;
                    Ok((listing, listed))
                };
                let answer = guarded(work).await.map(|(listing, listed)| {
                    open.send_replace(Some((generation, listing)));
                    listed
                });
                Msg::Listed { generation, answer }
            }
            Question::Search(request) => Msg::Found {
                generation,
                answer: guarded(backend.search(&request)).await,
            },
        };
        if news.send(msg).await.is_err() {
            return;
        }
        if let Some(first_answered) = first_answered.take() {
            // Perhaps nobody waits for it.
            let _ = first_answered.send(());
        }
    }
}

/// The next question, once its asker pauses.
async fn next(asks: &mut watch::Receiver<Option<Ask>>) -> Option<Ask> {
    asks.changed().await.ok()?;
    let last = Instant::now() + LONGEST_WAIT;
    loop {
        let ask = asks.borrow_and_update().clone()?;
        if ask.pace == Pace::AtOnce {
            return Some(ask);
        }
        let pause = (Instant::now() + KEY_PAUSE).min(last);
        match timeout_at(pause, asks.changed()).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return None,
            Err(_) => return Some(ask),
        }
    }
}

/// The beginning of a list, or the part around the anchor.
async fn first_pages<P: Pages>(
    listing: &P,
    sort: Sort,
    anchor: Option<Anchor>,
) -> service::Result<Listed> {
    let total = listing.total();
    let mut read = PagesRead {
        listing,
        listed: Listed {
            total,
            ..Listed::default()
        },
    };
    match anchor {
        Some(anchor) if total > 0 => read.find(&anchor, sort).await?,
        _ => read.read(0).await?,
    }
    Ok(read.listed)
}

struct PagesRead<'a, P> {
    listing: &'a P,
    listed: Listed,
}

impl<P: Pages> PagesRead<'_, P> {
    async fn read(&mut self, page: usize) -> service::Result<()> {
        if page * PAGE_ROWS >= self.listed.total.max(1)
            || self.listed.pages.iter().any(|(number, _)| *number == page)
        {
            return Ok(());
        }
        let rows = self.listing.page(page * PAGE_ROWS, PAGE_ROWS).await?;
        self.listed
            .pages
            .push((page, rows.into_iter().map(Arc::new).collect()));
        Ok(())
    }

    /// Reads what was in sight, and then outwards until the selected entry turns up.
    async fn find(&mut self, anchor: &Anchor, sort: Sort) -> service::Result<()> {
        let last = self.listed.total - 1;
        // New entries come in above what is sorted newest first, and below what is not.
        let shifted = match sort {
            Sort::Newest => (anchor.row + self.listed.total).saturating_sub(anchor.total),
            Sort::Oldest => anchor.row,
        };
        let guess = shifted.min(last);
        let sight = guess.saturating_sub(anchor.above)..=(guess + anchor.below).min(last);
        for page in sight.start() / PAGE_ROWS..=sight.end() / PAGE_ROWS {
            self.read(page).await?;
        }
        let unmoved = anchor.row.min(last) / PAGE_ROWS;
        let middle = guess / PAGE_ROWS;
        let mut further = BTreeSet::from([unmoved]);
        for step in 1..ANCHOR_PAGES {
            if self.row_of(anchor.keys.first()).is_some() || further.is_empty() {
                break;
            }
            for page in std::mem::take(&mut further) {
                self.read(page).await?;
            }
            further.extend([middle + step, middle.saturating_sub(step)]);
        }
        self.listed.anchor = anchor
            .keys
            .iter()
            .find_map(|key| Some((key.clone(), self.row_of(Some(key))?)));
        Ok(())
    }

    fn row_of(&self, key: Option<&EntryKey>) -> Option<usize> {
        let key = key?;
        let is_it = |entry: &Arc<Entry>| entry.id == key.id && entry.repository == key.repository;
        self.listed
            .pages
            .iter()
            .find_map(|(page, rows)| Some(page * PAGE_ROWS + rows.iter().position(is_it)?))
    }
}
