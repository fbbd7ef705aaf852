//! A backend that answers when the test lets it, and as wrongly as the test wants.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use chrono::{DateTime, Utc};
use lore::{
    domain::{
        change::{Action, Change, ChangeId, Changed, Edit, Outcome, Target, Trashed},
        cleanup::{Plan, Policy, Retention},
        duplicates::Group,
        entry::{Entry, EntryKey, NewEntry},
        filter::Filter,
        health::{Health, Meaning},
        history::Past,
        neighbours::{SameSession, Similar},
        project::ProjectSummary,
        query::Field,
        search::{Hit, MatchedBy, SearchAnswer, SearchRequest, Sort},
        stats::{Count, Occurrences, Stats},
    },
    service::{
        After, Ages, Cancel, Error, ExportScope, Exported, Exposed, Fingerprint, Progress,
        PurgePlan, PurgeScope, Purged, ReembedReport, Report, Result, Stored, Survey,
    },
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
    pub kept_up: watch::Sender<Option<After>>,
    /// How often it was looked at how the store stands.
    pub examined: watch::Sender<usize>,
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
            kept_up: watch::channel(None).0,
            examined: watch::channel(0).0,
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

/// What tests with a fake do not ask for.
fn not_faked<T>() -> Result<T> {
    Err(Error::Invalid("the fake cannot do that".into()))
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

    async fn health(&self, _filter: &Filter, _cancel: &Cancel) -> Result<Health> {
        self.examined.send_modify(|times| *times += 1);
        Ok(Health::default())
    }

    async fn values(&self, field: Field, _: &Filter) -> Result<Vec<Count>> {
        let entries = self.entries.lock().unwrap();
        let values: Occurrences = entries
            .iter()
            .map(|entry| match field {
                Field::Type => entry.kind.as_str(),
                Field::Agent => &entry.agent,
                Field::Project => &entry.project_id,
                Field::Repo => &entry.repository,
                _ => &entry.session_id,
            })
            .collect();
        Ok(values.sorted())
    }

    async fn coverage(&self, _filter: &Filter) -> Result<Meaning> {
        let entries = self.entries.lock().unwrap().len();
        Ok(Meaning {
            seen: entries.saturating_sub(self.missing),
            outdated: self.missing.min(entries),
            ..Meaning::default()
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

    async fn store(&self, _repository: &str, _entry: NewEntry) -> Result<Stored> {
        not_faked()
    }

    async fn edit(&self, _target: &Target, _edit: &Edit) -> Result<(ChangeId, Entry)> {
        not_faked()
    }

    async fn credentials_of(&self, _entry: &Entry) -> Vec<&'static str> {
        Vec::new()
    }

    async fn edit_all(
        &self,
        _targets: &[Target],
        _edit: &Edit,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Outcome> {
        not_faked()
    }

    async fn delete(
        &self,
        targets: &[Target],
        _action: Action,
        _detail: &str,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        let total = targets.len();
        progress(Progress { done: 0, total });
        opened(&self.batches_open).await;
        self.batch_written.store(true, Ordering::SeqCst);
        let gone = |entry: &Entry| targets.iter().any(|target| target.key == entry.key());
        self.entries.lock().unwrap().retain(|entry| !gone(entry));
        Ok(Outcome {
            change: Some(ChangeId("c1".into())),
            changed: targets
                .iter()
                .map(|target| Changed {
                    key: target.key.clone(),
                    revision: String::new(),
                    content: String::new(),
                })
                .collect(),
            refused: Vec::new(),
            cancelled: cancel.is_cancelled(),
        })
    }

    async fn trash(&self, _filter: &Filter) -> Result<Vec<Trashed>> {
        not_faked()
    }

    async fn restore(
        &self,
        _keys: &[EntryKey],
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Outcome> {
        not_faked()
    }

    async fn empty_trash(&self, _before: DateTime<Utc>) -> Result<Outcome> {
        not_faked()
    }

    async fn last_change(&self) -> Result<Option<Change>> {
        not_faked()
    }

    async fn undo(
        &self,
        _which: Option<&ChangeId>,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        not_faked()
    }

    async fn last_undone(&self) -> Result<Option<Change>> {
        not_faked()
    }

    async fn redo(
        &self,
        _which: Option<&ChangeId>,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        not_faked()
    }

    async fn log(&self, _limit: Option<usize>) -> Result<(Vec<Change>, usize)> {
        not_faked()
    }

    async fn targets(&self, _filter: &Filter, _sort: Sort) -> Result<Vec<Target>> {
        opened(&self.lists_open).await;
        let entries = self.entries.lock().unwrap();
        Ok(entries.iter().map(Entry::target).collect())
    }

    async fn matches(&self, _request: &SearchRequest) -> Result<Vec<Target>> {
        not_faked()
    }

    async fn look_up(&self, _targets: &[Target]) -> Result<Vec<Option<Entry>>> {
        not_faked()
    }

    async fn survey(
        &self,
        _targets: &[Target],
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Survey> {
        not_faked()
    }

    async fn export(
        &self,
        _scope: &ExportScope,
        _path: &Path,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Exported> {
        not_faked()
    }

    async fn ages(&self, _filter: &Filter) -> Result<Ages> {
        not_faked()
    }

    async fn plan_cleanup(
        &self,
        _policy: &Policy,
        _rule: &str,
        _progress: Report<'_>,
    ) -> Result<Plan> {
        not_faked()
    }

    async fn save_plan(&self, _plan: &Plan, _path: &Path) -> Result<()> {
        not_faked()
    }

    async fn plan_retention(
        &self,
        _retention: &Retention,
        _name: &str,
        _progress: Report<'_>,
    ) -> Result<Plan> {
        not_faked()
    }

    async fn apply_cleanup(
        &self,
        _plan: &Plan,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Outcome> {
        not_faked()
    }

    async fn history(
        &self,
        _key: &EntryKey,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Vec<Past>> {
        not_faked()
    }

    async fn similar(&self, _key: &EntryKey, _limit: usize) -> Result<Similar> {
        Ok(Similar::Unknown)
    }

    async fn same_session(&self, _key: &EntryKey, _limit: usize) -> Result<SameSession> {
        Ok(SameSession::default())
    }

    async fn duplicates(
        &self,
        _filter: &Filter,
        _threshold: f32,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Vec<Group>> {
        not_faked()
    }

    async fn secrets(
        &self,
        _filter: &Filter,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Vec<Exposed>> {
        not_faked()
    }

    async fn plan_purge(&self, _scope: &PurgeScope) -> Result<PurgePlan> {
        not_faked()
    }

    async fn purge(
        &self,
        _scope: &PurgeScope,
        _cancel: &Cancel,
        _progress: Report<'_>,
    ) -> Result<Purged> {
        not_faked()
    }

    async fn keep_up(&self, after: After) {
        self.kept_up.send_replace(Some(after));
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
