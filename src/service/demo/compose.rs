//! Notes of a sample store: those written by hand first, then others put together from sentences.

use chrono::TimeDelta;
use serde_json::json;

use super::{
    corpus::{Corpus, Project, WrittenNote},
    gaps::Gaps,
    pick::Pick,
};

/// The oldest notes are about fourteen months old.
const SPAN_DAYS: usize = 425;

/// Days that one session of an agent lasts.
const SESSION_DAYS: usize = 2;

/// Notes that say again what a note written by hand says, as people do.
const ECHOES: usize = 24;

/// How an echo begins.
const ECHO_OPENINGS: [&str; 4] = ["Again:", "As agreed:", "Reminder:", "Noted in the review:"];

/// A note, complete but for its id and its moment.
#[derive(Debug)]
pub struct Note {
    pub repository: String,
    pub project: String,
    pub kind: String,
    pub agent: String,
    pub session: String,
    pub text: String,
    pub metadata: String,
    /// Stands in place of the moment that `age` gives.
    pub timestamp: Option<String>,
    pub age: TimeDelta,
}

/// No note is older.
pub fn span() -> TimeDelta {
    days_ago(SPAN_DAYS + 1)
}

/// Gives one note after the other.
#[derive(Debug)]
pub struct Composer<'a> {
    corpus: &'a Corpus,
    written: Vec<(&'a str, &'a WrittenNote)>,
    projects: Vec<(&'a str, &'a Project)>,
    chance: Pick,
}

impl<'a> Composer<'a> {
    /// A composer whose notes depend on the seed alone.
    pub fn new(corpus: &'a Corpus, seed: u64) -> Self {
        let mut chance = Pick::new(seed);
        let mut written: Vec<_> = corpus.notes().collect();
        for at in (1..written.len()).rev() {
            written.swap(at, chance.below(at + 1));
        }
        Self {
            corpus,
            written,
            projects: corpus.projects().collect(),
            chance,
        }
    }

    /// The note at a position. Must be asked in order.
    pub fn note(&mut self, at: usize) -> Note {
        if let Some((repository, note)) = self.written.get(at) {
            return self.written_note(repository, note);
        }
        let written = self.written.len();
        if written > 0 && at < written + ECHOES {
            return self.echo(at % written);
        }
        self.composed_note()
    }

    fn echo(&mut self, of: usize) -> Note {
        let (repository, note) = self.written[of];
        let opening = ECHO_OPENINGS[self.chance.below(ECHO_OPENINGS.len())];
        let mut echo = self.written_note(repository, note);
        echo.text = format!("{opening} {}", echo.text);
        echo.age = self.recent_age();
        echo.session = session(&echo.project, echo.age);
        echo
    }

    fn written_note(&mut self, repository: &str, note: &WrittenNote) -> Note {
        let age = match note.days {
            Some(days) => TimeDelta::days(days.into()) + self.time_of_day(),
            None => self.recent_age(),
        };
        let metadata = note
            .metadata
            .clone()
            .unwrap_or_else(|| self.metadata(&note.tags, None));
        Note {
            repository: repository.to_owned(),
            project: note.project.clone(),
            kind: note.kind.clone(),
            agent: note.agent.clone(),
            session: session(&note.project, age),
            text: note.text.trim().to_owned(),
            metadata,
            timestamp: note.timestamp.clone(),
            age,
        }
    }

    fn composed_note(&mut self) -> Note {
        let (repository, project) = self.projects[self.chance.below(self.projects.len())];
        let frame = &self.corpus.frames[self.chance.below(self.corpus.frames.len())];
        let mut template = frame.text.clone();
        for _ in 0..self.chance.below(3) {
            template.push_str(" {closing}");
        }
        let text = Gaps::new(self.corpus, project, &mut self.chance).fill(&template);
        let age = self.age();
        let agent = self
            .chance
            .one_of(&project.agents)
            .cloned()
            .unwrap_or_default();
        let file = self.chance.one_of(&project.files).cloned();
        let metadata = self.metadata(std::slice::from_ref(&frame.kind), file);
        Note {
            repository: repository.to_owned(),
            project: project.name.clone(),
            kind: frame.kind.clone(),
            agent,
            session: session(&project.name, age),
            text: sentences(&text),
            metadata,
            timestamp: None,
            age,
        }
    }

    /// Any age.
    fn age(&mut self) -> TimeDelta {
        let days = self.chance.below(SPAN_DAYS);
        days_ago(days) + self.time_of_day()
    }

    /// An age that is more often small, so that notes worth reading are on the first page.
    fn recent_age(&mut self) -> TimeDelta {
        let days = self.chance.below(SPAN_DAYS) * self.chance.below(SPAN_DAYS) / SPAN_DAYS;
        days_ago(days) + self.time_of_day()
    }

    fn time_of_day(&mut self) -> TimeDelta {
        const WORKING_SECONDS: usize = 11 * 3_600;
        TimeDelta::milliseconds(
            i64::try_from(self.chance.below(WORKING_SECONDS * 1_000)).unwrap_or_default(),
        )
    }

    fn metadata(&mut self, tags: &[String], file: Option<String>) -> String {
        if self.chance.happens(8) {
            return String::new();
        }
        let mut fields = json!({
            "tags": tags,
            "confidence": (50 + self.chance.below(50)) as f64 / 100.0,
        });
        if let Some(file) = file
            && self.chance.happens(60)
        {
            fields["files"] = json!([file]);
        }
        if self.chance.happens(30) {
            fields["commit"] = json!(format!("{:07x}", self.chance.below(0x0fff_ffff)));
        }
        if self.chance.happens(15) {
            let approved = self.chance.happens(80);
            fields["review"] =
                json!({"by": "reviewer", "approved": approved, "comments": self.chance.below(6)});
        }
        fields.to_string()
    }
}

/// Notes that were written on one project in the same days share a session.
fn session(project: &str, age: TimeDelta) -> String {
    let days = usize::try_from(age.num_days()).unwrap_or_default();
    format!(
        "{project}-{:03}",
        SPAN_DAYS.saturating_sub(days) / SESSION_DAYS
    )
}

fn days_ago(days: usize) -> TimeDelta {
    TimeDelta::days(i64::try_from(days).unwrap_or(i64::MAX))
}

/// The text with a capital at each sentence's start.
fn sentences(text: &str) -> String {
    let mut starts = true;
    let mut before = ' ';
    text.chars()
        .map(|c| {
            starts |= before == '.' && c == ' ';
            before = c;
            if starts && !c.is_whitespace() {
                starts = false;
                c.to_ascii_uppercase()
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_gap_stays_open() {
        let corpus = Corpus::bundled().unwrap();
        let mut composer = Composer::new(&corpus, 1);
        let first = corpus.notes().count() + ECHOES;
        for at in first..first + 5_000 {
            let note = composer.note(at);
            assert!(!note.text.contains(['{', '}']), "{}", note.text);
            assert!(!note.text.contains("  "), "an empty gap in {}", note.text);
            assert!((TimeDelta::zero()..=span()).contains(&note.age));
        }
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!(
            sentences("the cart. the order is in 1.18."),
            "The cart. The order is in 1.18."
        );
        assert_eq!(sentences(""), "");
    }
}
