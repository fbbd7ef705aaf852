//! A runner: presses keys, gives answers, looks at what came of it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use crossterm::event::KeyCode;

use crate::{
    domain::{
        change::{Action as ChangeAction, Change, ChangeId, ChangeState, Changed, Outcome, Target},
        entry::Entry,
        health::Meaning,
        project::ProjectSummary,
        search::{Hit, MatchedBy, SearchAnswer, SearchRequest},
    },
    tui::{
        effect::{Ask, Effect, Narrow, Question},
        keymap::Key,
        model::{Model, Viewport, listing::PAGE_ROWS},
        msg::{Listed, Msg},
        read::{Answer, Read, ReadKind},
        update::{start, update},
        write::{Write, WriteFailure, Wrote},
    },
};

pub(super) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
}

pub(super) fn entry(number: usize) -> Entry {
    Entry {
        repository: "shop".into(),
        id: format!("e{number}"),
        text: format!("text {number}"),
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

pub(super) fn project(repository: &str, project_id: &str, entries: usize) -> ProjectSummary {
    ProjectSummary {
        repository: repository.into(),
        project_id: project_id.into(),
        entries,
        newest: None,
    }
}

pub(super) fn targets(numbers: impl IntoIterator<Item = usize>) -> Vec<Target> {
    numbers
        .into_iter()
        .map(|number| entry(number).target())
        .collect()
}

/// What came of a change of some entries.
pub(super) fn outcome(change: &str, numbers: impl IntoIterator<Item = usize>) -> Outcome {
    Outcome {
        change: Some(ChangeId(change.into())),
        changed: numbers
            .into_iter()
            .map(|number| Changed {
                key: entry(number).key(),
                revision: format!("r after {change}"),
                content: format!("after {change}"),
            })
            .collect(),
        ..Outcome::default()
    }
}

/// A line of the journal.
pub(super) fn change(id: &str, action: ChangeAction) -> Change {
    Change {
        id: ChangeId(id.into()),
        at: now() - TimeDelta::days(2),
        who: "ann via cli".into(),
        action,
        repositories: vec!["shop".into()],
        entries: 3,
        detail: String::new(),
        of: None,
        state: ChangeState::Done,
    }
}

fn is_background(effect: &Effect) -> bool {
    match effect {
        Effect::Read { read, .. } => matches!(read, Read::Neighbours { .. } | Read::Syntax(_)),
        Effect::StopRead(kind) => *kind == ReadKind::Neighbours,
        _ => false,
    }
}

pub(super) struct App {
    pub(super) model: Model,
    pub(super) effects: Vec<Effect>,
    /// What the detail pane asks for by itself, whatever is pressed.
    pub(super) background: Vec<Effect>,
    /// The number of the newest read that is not among these.
    read: u64,
    pub(super) now: DateTime<Utc>,
}

impl App {
    /// A UI that has just been drawn with ten rows a pane, and knows nothing yet.
    pub(super) fn new() -> Self {
        let mut app = Self {
            model: Model::new("store".into()),
            effects: Vec::new(),
            background: Vec::new(),
            read: 0,
            now: now(),
        };
        app.effects = start(&mut app.model);
        app.tell(Msg::Drawn(Viewport {
            projects: 10,
            results: 10,
            detail: 10,
            detail_lines: 30,
            stats: 10,
            stats_lines: 20,
            stats_width: 60,
            help: 10,
            help_lines: 40,
            ..Viewport::default()
        }))
    }

    /// A UI whose listing has come: entries `e0`, `e1`, ...
    pub(super) fn listing(rows: usize) -> Self {
        Self::new().list((0..rows).map(entry).collect())
    }

    /// A UI that shows hits `hits` of a search for `words`.
    pub(super) fn hits(words: &str, hits: &[usize], total: usize) -> Self {
        Self::listing(5)
            .keys("/")
            .keys(words)
            .find(hits, total)
            .special(KeyCode::Enter)
    }

    pub(super) fn tell(mut self, msg: Msg) -> Self {
        let effects = update(&mut self.model, msg, self.now);
        (self.background, self.effects) = effects.into_iter().partition(is_background);
        for effect in &self.effects {
            if let Effect::Read { number, .. } = effect {
                self.read = *number;
            }
        }
        self
    }

    /// Presses printable keys.
    pub(super) fn keys(mut self, keys: &str) -> Self {
        let mut effects = Vec::new();
        for c in keys.chars() {
            self = self.key(Key::char(c));
            effects.append(&mut self.effects);
        }
        self.effects = effects;
        self
    }

    pub(super) fn key(self, key: Key) -> Self {
        self.tell(Msg::Key(key))
    }

    pub(super) fn special(self, code: KeyCode) -> Self {
        self.key(Key::plain(code))
    }

    pub(super) fn generation(&self) -> u64 {
        self.model.results.asking.generation
    }

    /// Answers the newest question with a list, of which all pages come.
    pub(super) fn list(self, entries: Vec<Entry>) -> Self {
        let anchor = match &self.model.results.asking.question {
            Some(Question::List {
                anchor: Some(anchor),
                ..
            }) => anchor.keys.iter().find_map(|key| {
                let row = entries.iter().position(|entry| entry.key() == *key)?;
                Some((key.clone(), row))
            }),
            _ => None,
        };
        let entries: Vec<Arc<Entry>> = entries.into_iter().map(Arc::new).collect();
        let listed = Listed {
            total: entries.len(),
            pages: entries
                .chunks(PAGE_ROWS)
                .map(<[_]>::to_vec)
                .enumerate()
                .collect(),
            anchor,
        };
        let generation = self.generation();
        self.tell(Msg::Listed {
            generation,
            answer: Ok(listed),
        })
    }

    /// Answers the newest question with hits.
    pub(super) fn find(self, hits: &[usize], total: usize) -> Self {
        let generation = self.generation();
        self.find_for(generation, hits, total)
    }

    pub(super) fn find_for(self, generation: u64, hits: &[usize], total: usize) -> Self {
        let hits = hits.iter().map(|number| Hit {
            entry: entry(*number),
            score: 0.5,
            matched: MatchedBy {
                keyword: true,
                ..MatchedBy::default()
            },
        });
        self.tell(Msg::Found {
            generation,
            answer: Ok(SearchAnswer {
                hits: hits.collect(),
                total,
            }),
        })
    }

    pub(super) fn narrow(self, rows: &[usize]) -> Self {
        let generation = self.generation();
        self.tell(Msg::Narrowed {
            generation,
            rows: rows.iter().map(|number| Arc::new(entry(*number))).collect(),
        })
    }

    pub(super) fn projects(self, projects: Vec<ProjectSummary>) -> Self {
        self.tell(Msg::Projects(Ok(projects)))
    }

    pub(super) fn coverage(self, entries: usize, embedded: usize) -> Self {
        self.tell(Msg::Coverage(Ok(Meaning {
            seen: embedded,
            outdated: entries - embedded,
            ..Meaning::default()
        })))
    }

    /// Answers the newest read of a view.
    pub(super) fn answer(self, answer: Answer) -> Self {
        let number = self.read;
        self.tell(Msg::Answer { number, answer })
    }

    /// Ends a write.
    pub(super) fn written(self, write: Write, outcome: Result<Wrote, WriteFailure>) -> Self {
        self.tell(Msg::Written { write, outcome })
    }

    /// What is being read, of all that was asked for by the last keys.
    pub(super) fn reads(&self) -> Vec<&Read> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Read { read, .. } => Some(read),
                _ => None,
            })
            .collect()
    }

    /// What is to be changed by the last keys.
    pub(super) fn writes(&self) -> Vec<&Write> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Write(write) => Some(write),
                _ => None,
            })
            .collect()
    }

    /// Ids of the marked entries.
    pub(super) fn marked(&self) -> String {
        let ids: Vec<String> = self
            .model
            .marks
            .targets()
            .into_iter()
            .map(|target| target.key.id)
            .collect();
        ids.join(" ")
    }

    /// What people are told.
    pub(super) fn notice(&self) -> &str {
        let notice = self.model.notices.current();
        notice.map_or("", |notice| &notice.text)
    }

    pub(super) fn asks(&self) -> Vec<&Ask> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask(ask) => Some(ask),
                _ => None,
            })
            .collect()
    }

    pub(super) fn searches(&self) -> Vec<&SearchRequest> {
        self.asks()
            .into_iter()
            .filter_map(|ask| match &ask.question {
                Question::Search(request) => Some(request),
                Question::List { .. } => None,
            })
            .collect()
    }

    pub(super) fn narrowings(&self) -> Vec<&Narrow> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Narrow(narrow) => Some(narrow),
                _ => None,
            })
            .collect()
    }

    /// Ids of the rows that show, `-` for those to come.
    pub(super) fn rows(&self) -> String {
        let results = &self.model.results;
        (0..results.len())
            .filter_map(|row| results.row(row))
            .map(|row| row.entry().map_or("-", |entry| entry.id.as_str()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub(super) fn selected(&self) -> &str {
        let key = self.model.results.selection.as_ref();
        let id = key.map_or("", |key| key.id.as_str());
        if let Some(entry) = self.model.selected_entry() {
            assert_eq!(entry.id, id, "cursor and selection agree");
        }
        id
    }

    pub(super) fn line(&self) -> &str {
        self.model.search_box.line().text()
    }
}
