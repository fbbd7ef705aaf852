//! What views ask of the store, and the answers. The newest read of a kind replaces older ones.

use std::sync::Arc;

use super::{
    msg::Failure,
    text::markdown::block::{Code, Coloured},
};
use crate::{
    domain::{
        change::{Change, Target, Trashed},
        cleanup::{Ages, Plan, Policy, Retention},
        duplicates::Group,
        entry::{Entry, EntryKey},
        filter::Filter,
        health::Health,
        history::Past,
        neighbours::{SameSession, Similar},
        query::Field,
        search::{SearchRequest, Sort},
        stats::Count,
    },
    service::{Exposed, PurgePlan, PurgeScope, Survey},
};

/// Something to be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// Every entry that a filter admits.
    Targets(Filter, Sort),
    /// Every entry that a search ranks.
    Matches(SearchRequest),
    /// What is in the trash.
    Trash(Filter),
    /// The journal.
    Log,
    /// What a cleanup would choose from.
    Ages(Filter),
    /// What a policy would take; the rule is told in words.
    Plan(Policy, String),
    /// What a policy of the config would take, by its name.
    Retention(Retention, String),
    /// What a cleanup would take, entry by entry.
    LookUp(Vec<Target>),
    /// Near-equal entries, from a cosine on.
    Duplicates(Filter, f32),
    /// Entries that hold credentials.
    Secrets(Filter),
    /// What a purge would erase.
    PurgePlan(PurgeScope),
    /// How the whole store stands.
    Health,
    /// An entry as it stands now.
    Entry(Target),
    /// What an entry said before.
    History(EntryKey),
    /// What stands near an entry.
    Neighbours {
        /// Which entry.
        key: EntryKey,
        /// Similar entries at most.
        similar: usize,
        /// Entries of the same session at most, on each side.
        session: usize,
    },
    /// The parts of programs.
    Syntax(Vec<Arc<Code>>),
    /// What some entries are.
    Survey(Vec<Target>),
    /// Which values a field has in the entries of a filter.
    FieldValues(Field, Filter),
    /// The change that would be taken back.
    LastChange,
    /// The change that was taken back last.
    LastUndone,
}

/// What a read is about. Of each kind, one is at work at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadKind {
    /// Entries to mark.
    Targets,
    /// The trash.
    Trash,
    /// The journal.
    Log,
    /// What a cleanup would choose from.
    Ages,
    /// What a cleanup would take.
    Plan,
    /// A page of what a cleanup would take.
    LookUp,
    /// Near-equal entries.
    Duplicates,
    /// Entries that hold credentials.
    Secrets,
    /// What a purge would erase.
    PurgePlan,
    /// How the store stands.
    Health,
    /// One entry.
    Entry,
    /// What an entry said before.
    History,
    /// What stands near an entry.
    Neighbours,
    /// The parts of programs.
    Syntax,
    /// Some entries.
    Survey,
    /// The values of a field.
    FieldValues,
    /// One change.
    Change,
}

impl ReadKind {
    /// Whether somebody waits for it; the others add to what is on the screen already.
    #[must_use]
    pub fn is_awaited(self) -> bool {
        !matches!(
            self,
            Self::Health | Self::Neighbours | Self::Syntax | Self::FieldValues
        )
    }
}

impl Read {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ReadKind {
        match self {
            Self::Targets(..) | Self::Matches(_) => ReadKind::Targets,
            Self::Trash(_) => ReadKind::Trash,
            Self::Log => ReadKind::Log,
            Self::Ages(_) => ReadKind::Ages,
            Self::Plan(..) | Self::Retention(..) => ReadKind::Plan,
            Self::LookUp(_) => ReadKind::LookUp,
            Self::Duplicates(..) => ReadKind::Duplicates,
            Self::Secrets(_) => ReadKind::Secrets,
            Self::PurgePlan(_) => ReadKind::PurgePlan,
            Self::Health => ReadKind::Health,
            Self::Entry(_) => ReadKind::Entry,
            Self::History(_) => ReadKind::History,
            Self::Neighbours { .. } => ReadKind::Neighbours,
            Self::Syntax(_) => ReadKind::Syntax,
            Self::Survey(_) => ReadKind::Survey,
            Self::FieldValues(..) => ReadKind::FieldValues,
            Self::LastChange | Self::LastUndone => ReadKind::Change,
        }
    }
}

impl ReadKind {
    /// What is being done, for the status line.
    #[must_use]
    pub fn doing(self) -> &'static str {
        match self {
            Self::Targets => "reading all that is found",
            Self::Trash => "reading the trash",
            Self::Log | Self::Change => "reading the journal",
            Self::Ages => "reading ages",
            Self::Plan => "choosing",
            Self::LookUp => "reading entries",
            Self::Duplicates => "comparing",
            Self::Secrets => "looking for credentials",
            Self::PurgePlan | Self::Survey => "counting what would go",
            Self::Health => "checking the store",
            Self::Entry => "reading the entry",
            Self::History => "reading old versions",
            Self::Neighbours => "looking for what is near",
            Self::Syntax => "colouring code",
            Self::FieldValues => "counting values",
        }
    }
}

/// What stands near an entry.
#[derive(Debug)]
pub struct Surroundings {
    /// The entry as it stands now; `None` when it is gone.
    pub entry: Option<Entry>,
    /// What says something similar.
    pub similar: Similar,
    /// What its session wrote around it.
    pub session: SameSession,
}

/// What was read.
#[derive(Debug)]
pub enum Answer {
    /// To [`Read::Targets`] and [`Read::Matches`].
    Targets(Result<Vec<Target>, Failure>),
    /// To [`Read::Trash`].
    Trash(Result<Vec<Trashed>, Failure>),
    /// To [`Read::Entry`]; `None` when it is gone.
    Entry(Result<Option<Entry>, Failure>),
    /// To [`Read::History`].
    History(Result<Vec<Past>, Failure>),
    /// To [`Read::Neighbours`].
    Neighbours(Result<Surroundings, Failure>),
    /// To [`Read::Syntax`].
    Syntax(Vec<Coloured>),
    /// To [`Read::Log`].
    Log(Result<Vec<Change>, Failure>),
    /// To [`Read::Survey`].
    Survey(Result<Survey, Failure>),
    /// To [`Read::FieldValues`].
    FieldValues(Result<Vec<Count>, Failure>),
    /// To [`Read::LastChange`].
    LastChange(Result<Option<Change>, Failure>),
    /// To [`Read::LastUndone`].
    LastUndone(Result<Option<Change>, Failure>),
    /// To [`Read::Ages`].
    Ages(Result<Ages, Failure>),
    /// To [`Read::Plan`] and [`Read::Retention`].
    Plan(Result<Plan, Failure>),
    /// To [`Read::LookUp`].
    LookUp(Result<Vec<Option<Entry>>, Failure>),
    /// To [`Read::Duplicates`].
    Duplicates(Result<Vec<Group>, Failure>),
    /// To [`Read::Secrets`].
    Secrets(Result<Vec<Exposed>, Failure>),
    /// To [`Read::PurgePlan`].
    PurgePlan(Result<PurgePlan, Failure>),
    /// To [`Read::Health`].
    Health(Result<Health, Failure>),
}
