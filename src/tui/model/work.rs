//! Work that somebody waits for: since when, how far it is, and how long it may take yet.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{service::Progress, tui::read::ReadKind};

/// Shorter work needs no telling.
const NOTICED: TimeDelta = TimeDelta::milliseconds(200);

/// From here on it can be estimated how long it takes yet.
const ESTIMATED: TimeDelta = TimeDelta::seconds(2);

/// What is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// The change at work.
    Change,
    /// Making of vectors.
    Vectors,
    /// A read of a view, with its number.
    Read(ReadKind, u64),
}

/// Something at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// What.
    pub job: Job,
    /// When it began.
    pub since: DateTime<Utc>,
    /// How far it is, as far as it tells.
    pub progress: Option<Progress>,
}

impl Work {
    /// Whether it takes long enough to be told of.
    #[must_use]
    pub fn is_noticed(&self, now: DateTime<Utc>) -> bool {
        now - self.since >= NOTICED
    }

    /// How long it takes yet, at the pace it had so far; `None` as long as nobody can tell.
    #[must_use]
    pub fn left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let elapsed = now - self.since;
        let Progress { done, total } = self.progress?;
        if elapsed < ESTIMATED || done == 0 || total <= done {
            return None;
        }
        let (done, more) = (i64::try_from(done).ok()?, i64::try_from(total - done).ok()?);
        let left = elapsed.num_milliseconds().checked_mul(more)? / done;
        TimeDelta::try_milliseconds(left)
    }

    /// When it looks different although nothing was heard of it.
    fn due(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        if !self.is_noticed(now) {
            return self.since + NOTICED;
        }
        let seconds = (now - self.since).num_seconds() + 1;
        self.since + TimeDelta::seconds(seconds)
    }
}

/// All that is at work.
#[derive(Debug, Default)]
pub struct WorkInHand(Vec<Work>);

impl WorkInHand {
    /// Something begins, in place of what was at work of its kind. What nobody waits for is not held.
    pub fn begin(&mut self, job: Job, now: DateTime<Utc>) {
        if matches!(job, Job::Read(kind, _) if !kind.is_awaited()) {
            return;
        }
        self.0.retain(|work| !is_replaced(work.job, job));
        self.0.push(Work {
            job,
            since: now,
            progress: None,
        });
    }

    /// Nothing that this holds for is at work any more.
    pub fn end(&mut self, is_over: impl Fn(Job) -> bool) {
        self.0.retain(|work| !is_over(work.job));
    }

    /// Takes in how far something is.
    pub fn advance(&mut self, is_it: impl Fn(Job) -> bool, progress: Progress) {
        if let Some(work) = self.0.iter_mut().find(|work| is_it(work.job)) {
            work.progress = Some(progress);
        }
    }

    /// The work on something.
    #[must_use]
    pub fn on(&self, job: Job) -> Option<&Work> {
        self.0.iter().find(|work| work.job == job)
    }

    /// The newest read that takes long enough to be told of.
    #[must_use]
    pub fn noticed_read(&self, now: DateTime<Utc>) -> Option<&Work> {
        let reads = self.0.iter().rev();
        reads
            .filter(|work| matches!(work.job, Job::Read(..)))
            .find(|work| work.is_noticed(now))
    }

    /// When something of it looks different next; `None` when nothing is at work.
    #[must_use]
    pub fn due(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.0.iter().map(|work| work.due(now)).min()
    }
}

fn is_replaced(old: Job, new: Job) -> bool {
    match (old, new) {
        (Job::Read(old, _), Job::Read(new, _)) => old == new,
        _ => old == new,
    }
}

/// A time that is left, as people read it: `8 s left`, `4 min left`, `2 h left`.
#[must_use]
pub fn left_in_words(left: TimeDelta) -> String {
    let seconds = left.num_seconds().max(1);
    match seconds {
        ..100 => format!("{seconds} s left"),
        100..6_000 => format!("{} min left", (seconds + 30) / 60),
        _ => format!("{} h left", (seconds + 1_800) / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn short_work_is_not_told() {
        let mut work = WorkInHand::default();
        assert_eq!(work.due(at(0)), None);
        work.begin(Job::Read(ReadKind::Log, 1), at(0));
        assert_eq!(work.noticed_read(at(199)), None);
        assert_eq!(work.due(at(50)), Some(at(200)));
        assert!(work.noticed_read(at(200)).is_some());
        assert_eq!(work.due(at(1_300)), Some(at(2_000)));
        work.end(|job| job == Job::Read(ReadKind::Log, 1));
        assert_eq!(work.noticed_read(at(900)), None);
    }

    #[test]
    fn the_newest_read_of_a_kind_counts() {
        let mut work = WorkInHand::default();
        work.begin(Job::Read(ReadKind::Plan, 1), at(0));
        work.begin(Job::Change, at(0));
        work.begin(Job::Read(ReadKind::Plan, 2), at(5_000));
        assert_eq!(work.noticed_read(at(5_100)), None);
        assert!(work.on(Job::Change).is_some());
    }

    #[test]
    fn what_is_left_follows_the_pace() {
        let mut work = WorkInHand::default();
        work.begin(Job::Vectors, at(0));
        let left = |work: &WorkInHand, now| work.on(Job::Vectors).unwrap().left(now);
        assert_eq!(left(&work, at(9_000)), None);
        let (done, total) = (100, 400);
        work.advance(|job| job == Job::Vectors, Progress { done, total });
        assert_eq!(left(&work, at(1_000)), None);
        assert_eq!(left(&work, at(4_000)), Some(TimeDelta::seconds(12)));
        let done = total;
        work.advance(|job| job == Job::Vectors, Progress { done, total });
        assert_eq!(left(&work, at(9_000)), None);
    }

    #[test]
    fn times_are_rounded_to_their_unit() {
        for (seconds, words) in [
            (0, "1 s left"),
            (99, "99 s left"),
            (150, "3 min left"),
            (7_300, "2 h left"),
        ] {
            assert_eq!(left_in_words(TimeDelta::seconds(seconds)), words);
        }
    }
}
