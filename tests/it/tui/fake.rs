//! A backend that answers when the test lets it, and as wrongly as the test wants.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use lore::{
    domain::{
        entry::Entry,
        filter::Filter,
        project::ProjectSummary,
        search::{Coverage, Hit, MatchedBy, SearchAnswer, SearchRequest, Sort},
        stats::Stats,
    },
    service::{Cancel, Error, Fingerprint, Progress, ReembedReport, Result},
    tui::worker::backend::{Backend, Pages},
};
use tokio::sync::watch;

pub fn entry(number: usize, text: &str) -> Entry {
    Entry {
        repository: "shop".into(),
        id: format!("decision-1-{number:06}"),
        text: text.into(),
        kind: "decision".into(),
        project_id: "api".into(),
        session_id: String::new(),
        agent: "qa".into(),
        timestamp: "2026-02-01T00:00:00Z".into(),
        metadata: String::new(),
        revision: format!("r{number}"),
        null_columns: Vec::new(),
    }
}

/// Searches find the entries whose text holds the words. The words `fail` and `panic` do what they
/// say.
pub struct Fake {
    pub entries: Mutex<Vec<Entry>>,
    /// Rows of the listing behind `entries`, made up when they are looked at.
    pub made_up: usize,
    /// Searches wait while it is false.
    pub searches_open: watch::Sender<bool>,
    /// Listings wait while it is false.
    pub lists_open: watch::Sender<bool>,
    /// The batch at work waits while it is false.
    pub batches_open: watch::Sender<bool>,
    /// The words of the searches that were started.
    pub searched: Mutex<Vec<String>>,
    pub missing: usize,
    /// The batch at work was finished before re-embedding ended.
    pub batch_written: AtomicBool,
    /// How often indexes were kept up.
    pub maintained: watch::Sender<usize>,
    version: AtomicU64,
}

impl Fake {
    pub fn new(texts: &[&str]) -> Self {
        Self {
            entries: Mutex::new(
                texts
                    .iter()
                    .enumerate()
                    .map(|(at, text)| entry(at, text))
                    .collect(),
            ),
            made_up: 0,
            searches_open: watch::channel(true).0,
            lists_open: watch::channel(true).0,
            batches_open: watch::channel(true).0,
            searched: Mutex::default(),
            missing: 0,
            batch_written: AtomicBool::new(false),
            maintained: watch::channel(0).0,
            version: AtomicU64::new(0),
        }
    }

    /// Stores an entry as another process would, on top of the others.
    pub fn write(&self, number: usize, text: &str) {
        self.entries.lock().unwrap().insert(0, entry(number, text));
        self.version.fetch_add(1, Ordering::SeqCst);
    }

    pub fn searched(&self) -> Vec<String> {
        self.searched.lock().unwrap().clone()
    }
}

async fn opened(gate: &watch::Sender<bool>) {
    gate.subscribe().wait_for(|open| *open).await.unwrap();
}

#[derive(Clone)]
pub struct FakePages {
    entries: Arc<Vec<Entry>>,
    total: usize,
}

impl Pages for FakePages {
    fn total(&self) -> usize {
        self.total
    }

    async fn page(&self, offset: usize, limit: usize) -> Result<Vec<Entry>> {
        let rows = offset..(offset + limit).min(self.total);
        Ok(rows
            .map(|row| match self.entries.get(row) {
                Some(entry) => entry.clone(),
                None => entry(row, &format!("made up {row}")),
            })
            .collect())
    }
}

impl Backend for Fake {
    type Listing = FakePages;

    async fn projects(&self) -> Result<Vec<ProjectSummary>> {
        Ok(vec![ProjectSummary {
            repository: "shop".into(),
            project_id: "api".into(),
            entries: self.entries.lock().unwrap().len(),
            newest: None,
        }])
    }

    async fn broken(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    async fn list(&self, _filter: &Filter, _sort: Sort) -> Result<FakePages> {
        opened(&self.lists_open).await;
        let entries = self.entries.lock().unwrap().clone();
        Ok(FakePages {
            total: entries.len() + self.made_up,
            entries: Arc::new(entries),
        })
    }

    async fn search(&self, request: &SearchRequest) -> Result<SearchAnswer> {
        self.searched.lock().unwrap().push(request.words.clone());
        opened(&self.searches_open).await;
        assert_ne!(request.words, "panic", "asked to panic");
        if request.words == "fail" {
            return Err(Error::Invalid("the model is out of order".into()));
        }
        let entries = self.entries.lock().unwrap();
        let hits: Vec<Hit> = entries
            .iter()
            .filter(|entry| entry.text.contains(&request.words))
            .map(|entry| Hit {
                entry: entry.clone(),
                score: 0.5,
                matched: MatchedBy {
                    keyword: true,
                    ..MatchedBy::default()
                },
            })
            .collect();
        let total = hits.len();
        Ok(SearchAnswer { hits, total })
    }

    async fn stats(&self, _filter: &Filter) -> Result<Stats> {
        Ok(Stats::default())
    }

    async fn coverage(&self, _filter: &Filter) -> Result<Coverage> {
        let entries = self.entries.lock().unwrap().len();
        Ok(Coverage {
            entries,
            embedded: entries.saturating_sub(self.missing),
            unfit: 0,
        })
    }

    async fn reembed(
        &self,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<ReembedReport> {
        progress(Progress { done: 1, total: 2 });
        opened(&self.batches_open).await;
        self.batch_written.store(true, Ordering::SeqCst);
        Ok(ReembedReport {
            cancelled: cancel.is_cancelled(),
            embedded: 1,
            ..ReembedReport::default()
        })
    }

    async fn maintain(&self) -> Result<()> {
        self.maintained.send_modify(|rounds| *rounds += 1);
        Ok(())
    }

    fn fingerprint(&self) -> Fingerprint {
        Fingerprint(vec![(
            PathBuf::new(),
            self.version.load(Ordering::SeqCst).into(),
        )])
    }

    async fn warm_up(&self) -> Result<()> {
        Ok(())
    }
}
