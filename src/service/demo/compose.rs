//! Notes of a sample store: those written by hand first, then others put together from sentences.

use chrono::TimeDelta;
use serde_json::json;

use super::{
    corpus::{Corpus, Project, WrittenNote},
    pick::Pick,
};

/// The oldest notes are about fourteen months old.
const SPAN_DAYS: i64 = 425;

/// Days that one session of an agent lasts.
const SESSION_DAYS: i64 = 2;

/// Gaps within what fills a gap are filled too, so deep.
const DEPTH: usize = 3;

/// Agents of composed notes.
const AGENTS: [&str; 9] = [
    "architect",
    "backend",
    "frontend",
    "devops",
    "qa",
    "security",
    "reviewer",
    "data",
    "unknown",
];

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

    /// The time over which notes are spread.
    pub fn span(&self) -> TimeDelta {
        TimeDelta::days(SPAN_DAYS + 1)
    }

    /// The note at a position. Must be asked in order.
    pub fn note(&mut self, at: usize) -> Note {
        match self.written.get(at) {
            Some((repository, note)) => self.written_note(repository, note),
            None => self.composed_note(),
        }
    }

    fn written_note(&mut self, repository: &str, note: &WrittenNote) -> Note {
        let age = match note.days {
            Some(days) => TimeDelta::days(days.into()) + self.time_of_day(),
            None => self.age(),
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
        let text = capitalised(&self.fill(&template, project, DEPTH));
        let age = self.age();
        let agent = AGENTS[self.chance.below(AGENTS.len())];
        let file = self.chance.one_of(&project.files).cloned();
        let metadata = self.metadata(&[frame.kind.clone()], file);
        Note {
            repository: repository.to_owned(),
            project: project.name.clone(),
            kind: frame.kind.clone(),
            agent: agent.to_owned(),
            session: session(&project.name, age),
            text,
            metadata,
            timestamp: None,
            age,
        }
    }

    /// Fills the gaps of a sentence.
    fn fill(&mut self, template: &str, project: &Project, depth: usize) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            text.push_str(before);
            let value = self.value(name, project);
            if depth > 0 {
                text.push_str(&self.fill(&value, project, depth - 1));
            } else {
                text.push_str(&value);
            }
            rest = after;
        }
        text + rest
    }

    fn value(&mut self, name: &str, project: &Project) -> String {
        let values = match name {
            "n" => return (2 + self.chance.below(96)).to_string(),
            "component" | "other" => Some(&project.components),
            "file" => Some(&project.files),
            slot => self.corpus.slots.get(slot),
        };
        values
            .and_then(|values| self.chance.one_of(values))
            .cloned()
            .unwrap_or_default()
    }

    /// More recent notes are more frequent, and people work by day.
    fn age(&mut self) -> TimeDelta {
        const STEPS: usize = 10_000;
        let share = self.chance.below(STEPS) as f64 / STEPS as f64;
        let days = (share * share * SPAN_DAYS as f64).floor();
        TimeDelta::seconds((days * 86_400.0) as i64) + self.time_of_day()
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
    format!(
        "{project}-{:03}",
        (SPAN_DAYS - age.num_days()).max(0) / SESSION_DAYS
    )
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_gap_stays_open() {
        let corpus = Corpus::bundled().unwrap();
        let mut composer = Composer::new(&corpus, 1);
        let written = corpus.notes().count();
        for at in written..written + 5_000 {
            let note = composer.note(at);
            assert!(!note.text.contains(['{', '}']), "{}", note.text);
            assert!(!note.text.contains("  "), "an empty gap in {}", note.text);
            assert!((TimeDelta::zero()..=composer.span()).contains(&note.age));
        }
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!(capitalised("the cart"), "The cart");
        assert_eq!(capitalised(""), "");
    }
}
