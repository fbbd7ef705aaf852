//! What the UI needs of the service. A trait, so that tests can answer slowly, late or wrongly.

use std::{future::Future, path::Path};

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        change::{Action, Change, ChangeId, Edit, Outcome, Target, Trashed},
        cleanup::{Plan, Policy, Retention},
        duplicates::Group,
        entry::{Entry, EntryKey, NewEntry},
        filter::Filter,
        health::{Health, Meaning},
        history::Past,
        neighbours::{SameSession, Similar},
        project::ProjectSummary,
        query::Field,
        search::{SearchAnswer, SearchRequest, Sort},
        stats::{Count, Stats},
    },
    service::{
        After, Ages, Cancel, ExportScope, Exported, Exposed, Fingerprint, Listing, Lore, Progress,
        PurgePlan, PurgeScope, Purged, ReembedReport, Report, Result, Stored, Survey, plan_file,
    },
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
    /// The values that a field has, the most frequent first.
    fn values(
        &self,
        field: Field,
        filter: &Filter,
    ) -> impl Future<Output = Result<Vec<Count>>> + Send;
    /// What semantic search can see.
    fn coverage(&self, filter: &Filter) -> impl Future<Output = Result<Meaning>> + Send;
    /// Makes missing vectors.
    fn reembed(
        &self,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> impl Future<Output = Result<ReembedReport>> + Send;
    /// Stores a new entry.
    fn store(
        &self,
        repository: &str,
        entry: NewEntry,
    ) -> impl Future<Output = Result<Stored>> + Send;
    /// Gives one entry new values.
    fn edit(
        &self,
        target: &Target,
        edit: &Edit,
    ) -> impl Future<Output = Result<(ChangeId, Entry)>> + Send;
    /// What kinds of credentials an entry holds.
    fn credentials_of(&self, entry: &Entry) -> impl Future<Output = Vec<&'static str>> + Send;
    /// Gives many entries new values.
    fn edit_all(
        &self,
        targets: &[Target],
        edit: &Edit,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Outcome>> + Send;
    /// Moves entries to the trash.
    fn delete(
        &self,
        targets: &[Target],
        action: Action,
        detail: &str,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Outcome>> + Send;
    /// What is in the trash.
    fn trash(&self, filter: &Filter) -> impl Future<Output = Result<Vec<Trashed>>> + Send;
    /// Brings entries back from the trash.
    fn restore(
        &self,
        keys: &[EntryKey],
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Outcome>> + Send;
    /// Removes from the trash for good what went there before a moment.
    fn empty_trash(&self, before: DateTime<Utc>) -> impl Future<Output = Result<Outcome>> + Send;
    /// The change that undo would take back.
    fn last_change(&self) -> impl Future<Output = Result<Option<Change>>> + Send;
    /// Takes a change back, or the last one.
    fn undo(
        &self,
        which: Option<&ChangeId>,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<(Change, Outcome)>> + Send;
    /// The change that redo would make again.
    fn last_undone(&self) -> impl Future<Output = Result<Option<Change>>> + Send;
    /// Makes the change again that was taken back last.
    fn redo(
        &self,
        which: Option<&ChangeId>,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<(Change, Outcome)>> + Send;
    /// The journal.
    fn log(
        &self,
        limit: Option<usize>,
    ) -> impl Future<Output = Result<(Vec<Change>, usize)>> + Send;
    /// Every entry that a filter admits.
    fn targets(
        &self,
        filter: &Filter,
        sort: Sort,
    ) -> impl Future<Output = Result<Vec<Target>>> + Send;
    /// Every entry that a search ranks.
    fn matches(&self, request: &SearchRequest) -> impl Future<Output = Result<Vec<Target>>> + Send;
    /// The entries that targets name, as they stand now.
    fn look_up(
        &self,
        targets: &[Target],
    ) -> impl Future<Output = Result<Vec<Option<Entry>>>> + Send;
    /// What targets are.
    fn survey(
        &self,
        targets: &[Target],
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Survey>> + Send;
    /// Writes entries into a new file.
    fn export(
        &self,
        scope: &ExportScope,
        path: &Path,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Exported>> + Send;
    /// What a cleanup would choose from.
    fn ages(&self, filter: &Filter) -> impl Future<Output = Result<Ages>> + Send;
    /// What a policy would take now.
    fn plan_cleanup(
        &self,
        policy: &Policy,
        rule: &str,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Plan>> + Send;
    /// What a policy of that name would take now.
    fn plan_retention(
        &self,
        retention: &Retention,
        name: &str,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Plan>> + Send;
    /// Carries a plan out.
    fn apply_cleanup(
        &self,
        plan: &Plan,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Outcome>> + Send;
    /// Writes a plan to a file.
    fn save_plan(&self, plan: &Plan, path: &Path) -> impl Future<Output = Result<()>> + Send;
    /// What an entry said before.
    fn history(
        &self,
        key: &EntryKey,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Vec<Past>>> + Send;
    /// What says something similar to an entry.
    fn similar(&self, key: &EntryKey, limit: usize)
    -> impl Future<Output = Result<Similar>> + Send;
    /// What the session of an entry wrote around it.
    fn same_session(
        &self,
        key: &EntryKey,
        limit: usize,
    ) -> impl Future<Output = Result<SameSession>> + Send;
    /// The groups of near-equal entries.
    fn duplicates(
        &self,
        filter: &Filter,
        threshold: f32,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Vec<Group>>> + Send;
    /// The entries that hold credentials.
    fn secrets(
        &self,
        filter: &Filter,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Vec<Exposed>>> + Send;
    /// How the repositories stand that a filter names.
    fn health(
        &self,
        filter: &Filter,
        cancel: &Cancel,
    ) -> impl Future<Output = Result<Health>> + Send;
    /// What a purge would erase.
    fn plan_purge(&self, scope: &PurgeScope) -> impl Future<Output = Result<PurgePlan>> + Send;
    /// Erases entries for good.
    fn purge(
        &self,
        scope: &PurgeScope,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> impl Future<Output = Result<Purged>> + Send;
    /// Does the upkeep that pays after what was done, when that is due.
    fn keep_up(&self, after: After) -> impl Future<Output = ()> + Send;
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

    fn values(
        &self,
        field: Field,
        filter: &Filter,
    ) -> impl Future<Output = Result<Vec<Count>>> + Send {
        Self::values(self, field, filter)
    }

    fn coverage(&self, filter: &Filter) -> impl Future<Output = Result<Meaning>> + Send {
        Self::coverage(self, filter)
    }

    async fn reembed(
        &self,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<ReembedReport> {
        Self::reembed(self, &Filter::default(), false, cancel, progress).await
    }

    async fn store(&self, repository: &str, entry: NewEntry) -> Result<Stored> {
        Self::store(self, repository, entry).await
    }

    async fn edit(&self, target: &Target, edit: &Edit) -> Result<(ChangeId, Entry)> {
        Self::edit(self, target, edit).await
    }

    async fn credentials_of(&self, entry: &Entry) -> Vec<&'static str> {
        Self::credentials_of(self, entry).await
    }

    async fn edit_all(
        &self,
        targets: &[Target],
        edit: &Edit,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        Self::edit_all(self, targets, edit, cancel, progress).await
    }

    async fn delete(
        &self,
        targets: &[Target],
        action: Action,
        detail: &str,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        Self::delete(self, targets, action, detail, cancel, progress).await
    }

    async fn trash(&self, filter: &Filter) -> Result<Vec<Trashed>> {
        Self::trash(self, filter).await
    }

    async fn restore(
        &self,
        keys: &[EntryKey],
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        Self::restore(self, keys, cancel, progress).await
    }

    async fn empty_trash(&self, before: DateTime<Utc>) -> Result<Outcome> {
        Box::pin(Self::empty_trash(self, Some(before))).await
    }

    async fn last_change(&self) -> Result<Option<Change>> {
        Self::last_change(self).await
    }

    async fn undo(
        &self,
        which: Option<&ChangeId>,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        Self::undo(self, which, cancel, progress).await
    }

    async fn last_undone(&self) -> Result<Option<Change>> {
        Self::last_undone(self).await
    }

    async fn redo(
        &self,
        which: Option<&ChangeId>,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<(Change, Outcome)> {
        Self::redo(self, which, cancel, progress).await
    }

    async fn log(&self, limit: Option<usize>) -> Result<(Vec<Change>, usize)> {
        Self::log(self, limit).await
    }

    async fn targets(&self, filter: &Filter, sort: Sort) -> Result<Vec<Target>> {
        Self::targets(self, filter, sort).await
    }

    async fn matches(&self, request: &SearchRequest) -> Result<Vec<Target>> {
        Self::matches(self, request).await
    }

    async fn look_up(&self, targets: &[Target]) -> Result<Vec<Option<Entry>>> {
        Self::look_up(self, targets).await
    }

    async fn survey(
        &self,
        targets: &[Target],
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Survey> {
        Self::survey(self, targets, cancel, progress).await
    }

    async fn export(
        &self,
        scope: &ExportScope,
        path: &Path,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Exported> {
        Self::export(self, scope, path, cancel, progress).await
    }

    async fn ages(&self, filter: &Filter) -> Result<Ages> {
        Self::ages(self, filter).await
    }

    async fn plan_cleanup(
        &self,
        policy: &Policy,
        rule: &str,
        progress: Report<'_>,
    ) -> Result<Plan> {
        self.plan_cleanup_reporting(policy, rule, progress).await
    }

    async fn plan_retention(
        &self,
        retention: &Retention,
        name: &str,
        progress: Report<'_>,
    ) -> Result<Plan> {
        self.plan_retention_reporting(retention, name, progress)
            .await
    }

    async fn apply_cleanup(
        &self,
        plan: &Plan,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        Self::apply_cleanup(self, plan, cancel, progress).await
    }

    async fn save_plan(&self, plan: &Plan, path: &Path) -> Result<()> {
        plan_file::save(plan, path)
    }

    async fn history(
        &self,
        key: &EntryKey,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Past>> {
        Self::history(self, key, cancel, progress).await
    }

    async fn similar(&self, key: &EntryKey, limit: usize) -> Result<Similar> {
        Self::similar(self, key, limit).await
    }

    async fn same_session(&self, key: &EntryKey, limit: usize) -> Result<SameSession> {
        Self::same_session(self, key, limit).await
    }

    async fn duplicates(
        &self,
        filter: &Filter,
        threshold: f32,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Group>> {
        Self::duplicates(self, filter, threshold, cancel, progress).await
    }

    async fn secrets(
        &self,
        filter: &Filter,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Exposed>> {
        Self::secrets(self, filter, cancel, progress).await
    }

    async fn health(&self, filter: &Filter, cancel: &Cancel) -> Result<Health> {
        Self::health(self, filter, cancel).await
    }

    async fn plan_purge(&self, scope: &PurgeScope) -> Result<PurgePlan> {
        Self::plan_purge(self, scope).await
    }

    async fn purge(
        &self,
        scope: &PurgeScope,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Purged> {
        Self::purge(self, scope, cancel, progress).await
    }

    fn keep_up(&self, after: After) -> impl Future<Output = ()> + Send {
        Self::keep_up(self, after)
    }

    fn fingerprint(&self) -> Fingerprint {
        Self::fingerprint(self)
    }

    fn warm_up(&self) -> impl Future<Output = Result<()>> + Send {
        Self::prewarm(self)
    }
}
