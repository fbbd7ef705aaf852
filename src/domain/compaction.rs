//! What is worth keeping of a conversation that is about to be compacted, and what an agent is told
//! when it goes on after that.

use std::{collections::BTreeMap, ops::Range};

use super::{entry::Entry, kind, search::Hit};

/// Shorter paragraphs, in characters, say too little to be kept.
const SHORTEST: usize = 50;

/// Which words tell a paragraph's type; the first type that has one of them counts.
const KINDS: [(&str, &[&str]); 6] = [
    (
        "architecture",
        &["architecture", "design pattern", "system design"],
    ),
    ("decision", &["decided", "chose", "selected", "will use"]),
    (
        "implementation",
        &["implemented", "built", "created", "added"],
    ),
    ("configuration", &["configured", "setup", "initialized"]),
    (
        "credential",
        &["api key", "secret", "token", "password", "credential"],
    ),
    ("issue", &["bug", "issue", "problem", "error", "fix"]),
];

/// Words that name the agent that speaks.
const AGENTS: [&str; 9] = [
    "architect",
    "python",
    "swift",
    "go",
    "rust",
    "flutter",
    "qa",
    "security",
    "devops",
];

/// The agent of a paragraph that names none.
const UNKNOWN_AGENT: &str = "unknown";

/// Decisions that a summary names, and how long each may be, in characters.
const DECISIONS: usize = 5;
const DECISION_LENGTH: usize = 100;

/// Entries that a summary shows of what happened last, and how long each may be, in characters.
const ACTIVITIES: usize = 3;
const ACTIVITY_LENGTH: usize = 80;

/// A paragraph that is worth keeping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage<'a> {
    /// Its place among all paragraphs of the conversation, from 0.
    pub index: usize,
    /// The paragraph, without the white space around it.
    pub text: &'a str,
    /// The type that its words tell.
    pub kind: &'static str,
    /// The agent that it names.
    pub agent: &'static str,
}

/// The paragraphs of a conversation that are worth keeping, in order. A paragraph ends at a blank line.
pub fn passages(conversation: &str) -> impl Iterator<Item = Passage<'_>> {
    paragraphs(conversation)
        .enumerate()
        .filter(|(_, paragraph)| paragraph.chars().nth(SHORTEST - 1).is_some())
        .filter(|(_, paragraph)| !paragraph.trim().is_empty())
        .map(|(index, paragraph)| Passage {
            index,
            text: paragraph.trim(),
            kind: kind_of(paragraph),
            agent: agent_of(paragraph),
        })
}

fn paragraphs(conversation: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(conversation);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(Range { start, end }) = blank_line(text) else {
            rest = None;
            return Some(text);
        };
        rest = Some(&text[end..]);
        Some(&text[..start])
    })
}

/// Two line ends in a row, whichever system wrote them.
fn blank_line(text: &str) -> Option<Range<usize>> {
    ["\n\n", "\r\n\r\n"]
        .into_iter()
        .filter_map(|blank| text.find(blank).map(|at| at..at + blank.len()))
        .min_by_key(|range| range.start)
}

fn kind_of(paragraph: &str) -> &'static str {
    let text = paragraph.to_lowercase();
    let told = KINDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| text.contains(word)));
    told.map_or(kind::GENERAL, |(kind, _)| kind)
}

fn agent_of(paragraph: &str) -> &'static str {
    paragraph
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .find_map(|word| {
            AGENTS
                .into_iter()
                .find(|agent| word.eq_ignore_ascii_case(agent))
        })
        .unwrap_or(UNKNOWN_AGENT)
}

/// What an agent finds when it goes on with a task.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recollection {
    /// What was found for the task, the best first.
    pub hits: Vec<Hit>,
    /// What was written down last.
    pub recent: Vec<Entry>,
}

/// A recollection in brief.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many different entries there are.
    pub total: usize,
    /// How many of each type.
    pub by_kind: BTreeMap<String, usize>,
    /// How many of each agent.
    pub by_agent: BTreeMap<String, usize>,
    /// The beginnings of the decisions that were found.
    pub decisions: Vec<String>,
    /// What was written down last.
    pub activity: Vec<Activity>,
}

/// An entry in a line of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its type.
    pub kind: String,
    /// Its agent.
    pub agent: String,
    /// Its timestamp, as stored.
    pub timestamp: String,
    /// The beginning of its text.
    pub preview: String,
}

impl Recollection {
    /// The recollection in brief. An entry that was found and is recent counts once.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut counted = std::collections::HashSet::new();
        let found = self.hits.iter().map(|hit| &hit.entry);
        let mut summary = Summary::default();
        for entry in found.clone().chain(&self.recent) {
            if counted.insert(entry.key()) {
                summary.total += 1;
                *summary.by_kind.entry(entry.kind.clone()).or_default() += 1;
                *summary.by_agent.entry(entry.agent.clone()).or_default() += 1;
            }
        }
        summary.decisions = found
            .filter(|entry| entry.kind == "decision")
            .take(DECISIONS)
            .map(|entry| beginning(&entry.text, DECISION_LENGTH))
            .collect();
        let activity = self.recent.iter().take(ACTIVITIES);
        summary.activity = activity
            .map(|entry| Activity {
                kind: entry.kind.clone(),
                agent: entry.agent.clone(),
                timestamp: entry.timestamp.clone(),
                preview: beginning(&entry.text, ACTIVITY_LENGTH),
            })
            .collect();
        summary
    }
}

/// The beginning of a text; dots tell that there is more.
fn beginning(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(conversation: &str) -> Vec<Passage<'_>> {
        passages(conversation).collect()
    }

    #[test]
    fn paragraphs_end_at_blank_lines_and_keep_their_places() {
        let long = "We talked about the weather for quite a long time, all of us.";
        let text = format!("short\n\n {long}\nand more \n\n\n\n{long}\r\n\r\n{long}");
        let kept = kept(&text);
        let places: Vec<usize> = kept.iter().map(|passage| passage.index).collect();
        assert_eq!(places, [1, 3, 4]);
        assert_eq!(kept[0].text, format!("{long}\nand more"));
        assert!(kept.iter().all(|passage| passage.kind == "general"));
    }

    #[test]
    fn the_length_is_that_of_all_characters() {
        assert!(kept(&"ä".repeat(49)).is_empty());
        assert_eq!(kept(&"ä".repeat(50)).len(), 1);
        assert_eq!(kept(&format!("ab{}", " ".repeat(48)))[0].text, "ab");
        assert!(kept(&" ".repeat(60)).is_empty());
        assert!(kept("").is_empty());
    }

    #[test]
    fn the_first_type_that_matches_counts() {
        for (words, kind) in [
            (
                "The ARCHITECTURE was decided by all of us together.",
                "architecture",
            ),
            (
                "After this error we chose the other way round again.",
                "decision",
            ),
            (
                "It was recreated, and its token is where it always was.",
                "implementation",
            ),
            (
                "The new Setup of the machine needs a token to be typed.",
                "configuration",
            ),
            (
                "The API key lies where the others lie, in the vault now.",
                "credential",
            ),
            (
                "A prefix is enough to tell them apart, as we saw today.",
                "issue",
            ),
            (
                "Nothing at all happened today, so there is little to say.",
                "general",
            ),
        ] {
            assert_eq!(kept(words)[0].kind, kind, "{words}");
        }
    }

    #[test]
    fn an_agent_is_a_whole_word_and_the_first_one() {
        for (words, agent) in [
            (
                "Trust me: going on is all that the architects ever wanted.",
                "unknown",
            ),
            (
                "The Go-agent wrote to rust, and python never answered it.",
                "go",
            ),
            (
                "Who asked QA? They answered before security could even ask.",
                "qa",
            ),
            (
                "my_rust is a name and so is rust2, but devops is an agent.",
                "devops",
            ),
        ] {
            assert_eq!(kept(words)[0].agent, agent, "{words}");
        }
    }

    #[test]
    fn only_what_is_cut_gets_dots() {
        assert_eq!(beginning("日本語", 3), "日本語");
        assert_eq!(beginning("日本語", 2), "日本...");
    }
}
