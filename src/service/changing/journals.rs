//! The journals of all repositories as one, and what can be taken back or made again.

use std::collections::{BTreeMap, HashMap};

use chrono::DateTime;

use super::settle::look;
use crate::{
    domain::{
        change::{Action, Change, ChangeId, ChangeState},
        count::counted,
    },
    service::{Error, Lore, Result},
    store::{
        Repository,
        journal::{Line, LineState},
    },
};

/// A change in all its repositories.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub change: Change,
    /// It ended before its end.
    stopped: bool,
    /// It found nothing left to reverse.
    closed: bool,
}

impl Lore {
    /// The journal, the latest first, at most `limit` lines; and how many there are.
    pub async fn log(&self, limit: Option<usize>) -> Result<(Vec<Change>, usize)> {
        let mut steps = self.steps().await?;
        steps.retain(Step::tells);
        let total = steps.len();
        let latest = steps.into_iter().rev().map(|step| step.change);
        Ok((latest.take(limit.unwrap_or(usize::MAX)).collect(), total))
    }

    /// The change that [`Lore::undo`] would take back.
    pub async fn last_change(&self) -> Result<Option<Change>> {
        Ok(last_to_undo(&self.steps().await?).cloned())
    }

    /// The change that [`Lore::redo`] would make again.
    ///
    /// # Errors
    /// [`Error::Conflict`] when something else was changed since it was taken back.
    pub async fn last_undone(&self) -> Result<Option<Change>> {
        Ok(next_to_redo(&self.steps().await?)?.cloned())
    }

    /// Every change, the earliest first. Those that are not done are told as they stand; nothing is
    /// settled.
    async fn steps(&self) -> Result<Vec<Step>> {
        let mut journals = Vec::new();
        for repository in self.journaled().await? {
            let mut lines = repository.journal().lines().await?;
            for line in lines.iter_mut().filter(|line| line.is_open()) {
                line.entries = look(&repository, line).await?.entries;
            }
            journals.push((repository.name().to_owned(), lines));
        }
        Ok(fold(journals))
    }

    /// The repositories in which lore changed something, by name.
    pub(super) async fn journaled(&self) -> Result<Vec<Repository>> {
        let mut repositories = self.store.repositories().await?;
        repositories.retain(|repository| repository.journal().is_there());
        Ok(repositories)
    }
}

/// Journals of repositories as one, the earliest change first.
pub(super) fn fold(journals: impl IntoIterator<Item = (String, Vec<Line>)>) -> Vec<Step> {
    let mut steps: BTreeMap<ChangeId, Step> = BTreeMap::new();
    for (repository, lines) in journals {
        for line in lines {
            // A later lore may know more kinds of changes.
            let Ok(action) = line.action.parse::<Action>() else {
                continue;
            };
            let id = ChangeId(line.change.clone());
            let known = steps
                .entry(id.clone())
                .or_insert_with(|| begin(id, action, &line));
            known.add(&repository, &line);
        }
    }
    let mut steps: Vec<Step> = steps.into_values().collect();
    let lasts = Lasts::of(&steps);
    let undone: Vec<bool> = (steps.iter())
        .map(|step| lasts.is_undone(&step.change))
        .collect();
    for (step, undone) in steps.iter_mut().zip(undone) {
        if step.change.state == ChangeState::Done && undone {
            step.change.state = ChangeState::Undone;
        }
    }
    steps
}

fn begin(id: ChangeId, action: Action, line: &Line) -> Step {
    Step {
        change: Change {
            id,
            at: DateTime::from_timestamp_micros(line.at).unwrap_or_default(),
            who: line.who.clone(),
            action,
            repositories: Vec::new(),
            entries: 0,
            detail: String::new(),
            of: line.of.clone().map(ChangeId),
            state: ChangeState::Done,
        },
        stopped: false,
        closed: false,
    }
}

impl Step {
    /// Adds what one repository's journal tells.
    fn add(&mut self, repository: &str, line: &Line) {
        let change = &mut self.change;
        change.repositories.push(repository.to_owned());
        change.entries += usize::try_from(line.entries).unwrap_or(usize::MAX);
        if !change.detail.split("; ").any(|told| told == line.detail) {
            if !change.detail.is_empty() {
                change.detail.push_str("; ");
            }
            change.detail.push_str(&line.detail);
        }
        if line.is_open() {
            change.state = ChangeState::Unfinished;
        }
        // What was cut off and is not settled yet will be as one that stopped.
        self.stopped |= matches!(line.state, LineState::Begun | LineState::Stopped);
        self.closed |= line.state == LineState::Closed;
    }

    /// Whether people want to read of it: not of a reversal that did nothing.
    fn tells(&self) -> bool {
        let Change { entries, state, .. } = self.change;
        self.change.action.is_first_hand() || entries > 0 || state == ChangeState::Unfinished
    }
}

/// A change and the times that it was taken back and made again, as far as these did anything.
pub(super) fn chain<'a>(steps: &'a [Step], root: &'a Change) -> impl Iterator<Item = &'a Step> {
    steps.iter().filter(move |step| {
        let change = &step.change;
        change.entries > 0 && (change.id == root.id || change.of.as_ref() == Some(&root.id))
    })
}

/// Where a change stands after all its steps.
struct Last<'a> {
    /// The change itself, or the last time that it was taken back or made again, as far as that did
    /// anything.
    step: &'a Change,
    /// That ended before its end.
    stopped: bool,
    /// Nothing of it can be reversed any more.
    spent: bool,
}

/// The same of every change, by its name.
pub(super) struct Lasts<'a>(HashMap<&'a ChangeId, Last<'a>>);

impl<'a> Lasts<'a> {
    pub fn of(steps: &'a [Step]) -> Self {
        let mut lasts: HashMap<&ChangeId, Last<'_>> = HashMap::new();
        for step in steps {
            let change = &step.change;
            let root = change.of.as_ref().unwrap_or(&change.id);
            if change.entries > 0 {
                let last = Last {
                    step: change,
                    stopped: step.stopped,
                    spent: false,
                };
                lasts.insert(root, last);
            } else if step.closed
                && let Some(last) = lasts.get_mut(root)
            {
                // What was stopped had come to its end, or there is nothing to go back to.
                last.spent = last.step.action != change.action;
                last.stopped = false;
            }
        }
        Self(lasts)
    }

    /// Whether a change was taken back, all of it, and not made again since.
    fn is_undone(&self, root: &Change) -> bool {
        root.action.is_first_hand() && self.is_through(root, Action::Undo)
    }

    /// Whether this was the last that was done about it, all of it.
    fn is_through(&self, root: &Change, action: Action) -> bool {
        (self.0.get(&root.id)).is_some_and(|last| last.step.action == action && !last.stopped)
    }

    /// Whether the last that was done about it was this, and ended before its end.
    pub fn is_stopped(&self, root: &Change, action: Action) -> bool {
        (self.0.get(&root.id)).is_some_and(|last| last.step.action == action && last.stopped)
    }

    /// Whether nothing of it can be reversed any more.
    pub fn is_spent(&self, root: &Change) -> bool {
        self.0.get(&root.id).is_some_and(|last| last.spent)
    }

    /// The step after which a change that was taken back, or some of it, was not made again, all of
    /// it.
    fn to_redo(&self, root: &Change) -> Option<&'a ChangeId> {
        let last = self.0.get(&root.id).filter(|last| !last.spent)?;
        let back = match last.step.action {
            Action::Undo => true,
            Action::Redo => last.stopped,
            _ => false,
        };
        back.then_some(&last.step.id)
    }
}

/// What may be taken back at all.
fn roots(steps: &[Step]) -> impl DoubleEndedIterator<Item = &Change> {
    steps.iter().map(|step| &step.change).filter(|change| {
        change.action.is_first_hand() && change.action.can_be_undone() && change.entries > 0
    })
}

/// The change that is to be taken back next: the latest that holds.
pub(super) fn last_to_undo(steps: &[Step]) -> Option<&Change> {
    let lasts = Lasts::of(steps);
    roots(steps).rfind(|change| !lasts.is_undone(change) && !lasts.is_spent(change))
}

/// The change that may be made again, if any was taken back.
pub(super) fn next_to_redo(steps: &[Step]) -> Result<Option<&Change>> {
    match last_to_redo(steps) {
        Some((root, true)) => Err(Error::Conflict(format!(
            "the {} of {} cannot be made again: something else was changed since it was taken back; `lore log` tells what",
            root.action.name(),
            counted(root.entries, "entry", "entries")
        ))),
        last => Ok(last.map(|(root, _)| root)),
    }
}

/// The change that was taken back last and does not hold again; and whether something else was
/// changed since.
fn last_to_redo(steps: &[Step]) -> Option<(&Change, bool)> {
    let lasts = Lasts::of(steps);
    let taken_back = roots(steps).filter_map(|root| Some((root, lasts.to_redo(root)?)));
    let (root, when) = taken_back.max_by(|(_, one), (_, other)| one.cmp(other))?;
    let since = roots(steps).any(|change| change.id > *when);
    Some((root, since))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: usize, action: Action, of: Option<usize>, state: LineState) -> Line {
        Line {
            change: format!("{number:03}"),
            at: 0,
            who: String::new(),
            action: action.name().to_owned(),
            of: of.map(|of| format!("{of:03}")),
            entries: u64::from(state != LineState::Closed),
            detail: String::new(),
            state,
        }
    }

    /// A journal in short: `d` deletes, `u0` takes back change 0, `r0` makes it again, `e` empties
    /// the trash; `!` behind it says that it was stopped, `.` that nothing was left.
    fn steps(journal: &str) -> Vec<Step> {
        let lines = journal.split(' ').enumerate().map(|(number, step)| {
            let (action, rest) = step.split_at(1);
            let state = match rest.chars().last() {
                Some('!') => LineState::Stopped,
                Some('.') => LineState::Closed,
                _ => LineState::Done,
            };
            let of = rest.trim_end_matches(['!', '.']).parse().ok();
            let action = match action {
                "u" => Action::Undo,
                "r" => Action::Redo,
                "e" => Action::EmptyTrash,
                _ => Action::Delete,
            };
            line(number, action, of, state)
        });
        fold([("r".to_owned(), lines.collect())])
    }

    fn next(journal: &str) -> (Option<String>, Option<(String, bool)>) {
        let steps = steps(journal);
        let id = |change: &Change| change.id.0.trim_start_matches('0').to_owned();
        let name = |change: &Change| {
            if id(change).is_empty() {
                "0".to_owned()
            } else {
                id(change)
            }
        };
        (
            last_to_undo(&steps).map(name),
            last_to_redo(&steps).map(|(change, since)| (name(change), since)),
        )
    }

    fn undo(journal: &str) -> Option<String> {
        next(journal).0
    }

    fn redo(journal: &str) -> Option<(String, bool)> {
        next(journal).1
    }

    #[expect(clippy::unnecessary_wraps, reason = "to be compared with an answer")]
    fn is(name: &str, since: bool) -> Option<(String, bool)> {
        Some((name.to_owned(), since))
    }

    #[test]
    fn undo_and_redo_walk_back_and_forth() {
        assert_eq!(next("d d"), (Some("1".into()), None));
        assert_eq!(next("d d u1"), (Some("0".into()), is("1", false)));
        assert_eq!(next("d d u1 u0"), (None, is("0", false)));
        assert_eq!(next("d d u1 u0 r0"), (Some("0".into()), is("1", false)));
        assert_eq!(next("d d u1 u0 r0 r1"), (Some("1".into()), None));
        assert_eq!(undo("d d u1 u0 r0 r1 u1"), Some("0".into()));
    }

    #[test]
    fn what_was_changed_since_stands_in_the_way_of_a_redo() {
        assert_eq!(redo("d u0 d"), is("0", true));
        assert_eq!(
            redo("d u0 e"),
            is("0", false),
            "nothing of the table changed"
        );
        assert_eq!(redo("d u0 d u2"), is("2", false));
        assert_eq!(redo("d u0 d u2 r2"), is("0", true));
    }

    #[test]
    fn an_undo_that_was_stopped_can_be_gone_on_with_or_taken_back() {
        assert_eq!(next("d d u1!"), (Some("1".into()), is("1", false)));
        assert_eq!(next("d d u1! u1"), (Some("0".into()), is("1", false)));
        assert_eq!(next("d d u1! r1"), (Some("1".into()), None));
        assert_eq!(next("d u0 r0!"), (Some("0".into()), is("0", false)));
    }

    #[test]
    fn what_nothing_is_left_of_stands_in_nobodys_way() {
        assert_eq!(next("d d u1! u1."), (Some("0".into()), is("1", false)));
        assert_eq!(next("d u0 r0! r0."), (Some("0".into()), None));
        assert_eq!(next("d d u1."), (Some("0".into()), None));
        assert_eq!(next("d u0 r0."), (None, None));
    }

    #[test]
    fn an_older_change_can_be_taken_back_first() {
        assert_eq!(next("d d u0"), (Some("1".into()), is("0", false)));
        assert_eq!(undo("e"), None);
    }
}
