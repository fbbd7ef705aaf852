//! Models to draw.

use std::sync::Arc;

use chrono::{DateTime, Days, TimeDelta, Utc};

use crate::{
    domain::{
        entry::Entry,
        health::{Disk, Health, Meaning, RepositoryHealth, WordIndex},
        kind,
        project::ProjectSummary,
        search::MatchedBy,
        stats::{Count, Day, Stats},
    },
    tui::model::{Found, Listing, Model, ProjectRow, Scope, listing::PAGE_ROWS, results::FoundHit},
};

/// The moment at which everything is drawn.
pub fn now() -> DateTime<Utc> {
    "2026-11-23T09:30:00Z".parse().unwrap()
}

const TEXTS: [(&str, &str, &str, &str); 10] = [
    (
        "decision",
        "architect",
        "api",
        "# Service tokens are signed with RS256\n\nServices verify the `iss` and `aud` claims of every \
         token and fetch keys from the JWKS endpoint. HS256 was dropped because the shared secret \
         had to be known to every service.\n\n- keys rotate every 90 days\n- retries of failed \
         verification are limited to 3, with exponential backoff and jitter\n- `kid` must be set; \
         tokens without it are refused\n\n```rust\nlet key = jwks.find(kid)?;\nverify(&token, &key)?;\n\
         ```\n\nSee docs/auth.md for the rollout. Retrying is safe: verification has no side effects.",
    ),
    (
        "pattern",
        "rust",
        "worker",
        "Retry with exponential backoff: base 200 ms, factor 2, at most 5 retries, full jitter. Never retry a request that is not idempotent.",
    ),
    (
        "issue",
        "qa",
        "worker",
        "Flaky test retry_after_disconnect: the broker closes the socket before the ack is flushed; retried publish duplicates the message.",
    ),
    (
        "implementation",
        "go",
        "broker",
        "Retries moved from the HTTP client into the queue consumer, so that a crash does not lose them.",
    ),
    (
        "configuration",
        "devops",
        "api",
        "RETRY_LIMIT=5 and RETRY_BASE_MS=200 in every environment; staging overrides the limit to 2.",
    ),
    (
        "architecture",
        "architect",
        "broker",
        "The broker persists every message before it acknowledges; consumers are idempotent by message id.",
    ),
    (
        "credential",
        "security",
        "api",
        "The signing key lives in the vault under services/tokens; nobody keeps copies in the environment.",
    ),
    (
        "general",
        "unknown",
        "docs",
        "リトライの方針: 指数バックオフを使い、最大5回まで再試行する。認証エラーは再試行しない。",
    ),
    (
        "retrospective",
        "flutter",
        "mobile",
        "What went well: offline mode. What did not: retry storms after the outage on 2026-10-02.",
    ),
    (
        "decision",
        "python",
        "reports",
        "Reports are rendered in a nightly batch, not on request; a retry happens at the next night.",
    ),
];

/// An entry with everything in order.
pub fn entry(number: usize) -> Entry {
    let (kind, agent, project, text) = TEXTS[number % TEXTS.len()];
    let ages = [
        40,
        3_600 * 3,
        86_400,
        86_400 * 4,
        86_400 * 20,
        86_400 * 75,
        86_400 * 420,
    ];
    let round = i64::try_from(number / ages.len()).unwrap();
    let then = now() - TimeDelta::seconds(ages[number % ages.len()] + round * 5_000_000);
    Entry {
        repository: if number.is_multiple_of(3) {
            "statushub"
        } else {
            "slack-broker"
        }
        .to_owned(),
        id: format!(
            "{kind}-{}-abc{:03}",
            then.timestamp_millis(),
            number % 1_000
        ),
        text: text.to_owned(),
        kind: kind.to_owned(),
        project_id: project.to_owned(),
        session_id: "session-2026-11-20-a".to_owned(),
        agent: agent.to_owned(),
        timestamp: then.to_rfc3339(),
        metadata: r#"{"ticket":"AUTH-142","files":["src/auth/jwt.rs","src/auth/jwks.rs"],
            "confidence":0.93,"review":{"by":"security","approved":true,"notes":null}}"#
            .to_owned(),
        revision: "9f3c21ab".to_owned(),
        null_columns: Vec::new(),
    }
}

/// Before anything is loaded.
pub fn loading() -> Model {
    Model::new("~/.cco/knowledge".to_owned())
}

/// A store without entries.
pub fn empty() -> Model {
    let mut model = loading();
    model.results.listing = Listing::new(0);
    model.projects.loaded = true;
    model.projects.rows = vec![project_row(Scope::All, "All", 0, 0, None)];
    model.stats.stats = Some(Arc::new(Stats::default()));
    model.coverage = Some(Meaning::default());
    model
}

/// Nothing could be read.
pub fn failed() -> Model {
    let mut model = loading();
    let error = "the repository slack-broker cannot be read: its manifest is truncated; restore \
                 the file _versions/3.manifest from a backup";
    model.results.error = Some(error.to_owned());
    model.projects.error = Some(error.to_owned());
    model.stats.error = Some(error.to_owned());
    model
}

/// A store of 12,345 entries, the first page loaded.
pub fn full() -> Model {
    let mut model = loading();
    model.results.listing = Listing::new(12_345);
    let page = (0..PAGE_ROWS)
        .map(|number| Arc::new(entry(number)))
        .collect();
    model.results.listing.insert(0, page);
    model.projects.loaded = true;
    model.projects.rows = project_rows();
    model.projects.summaries = (0..8)
        .map(|number| ProjectSummary {
            repository: "slack-broker".to_owned(),
            project_id: number.to_string(),
            entries: 1_000,
            newest: None,
        })
        .collect();
    model.stats.stats = Some(Arc::new(stats()));
    model.stats.health.health = Some(Arc::new(health()));
    model.coverage = Some(Meaning {
        seen: 12_033,
        outdated: 312,
        ..Meaning::default()
    });
    model
}

/// The same, searched.
pub fn searched() -> Model {
    let mut model = full();
    model
        .search_box
        .change(now(), |line| line.set_text("retry policy"));
    let hits = (0..50)
        .map(|number| FoundHit {
            entry: Arc::new(entry(number)),
            score: 0.97 - number as f32 * 0.037 % 0.9,
            matched: MatchedBy {
                keyword: number % 3 != 1,
                semantic: number % 3 != 2,
                fuzzy: false,
            },
        })
        .collect();
    model.results.found = Some(Found { hits, total: 1_234 });
    model
}

/// A store of two repositories, one of them in need of care.
fn health() -> Health {
    let broker = RepositoryHealth {
        name: "slack-broker".to_owned(),
        rows: 10_370,
        removed_rows: 120,
        versions: 2_544,
        fragments: 431,
        disk: Disk {
            live: 17_400_000,
            old: 22_300_000,
            index: 3_100_000,
            side: 1_214_002,
        },
        words: WordIndex::Covers(9_800, 10_370),
        meaning: Meaning {
            seen: 10_058,
            outdated: 12,
            meaningless: 271,
            others: 0,
            foreign: 25,
            unfit: 4,
        },
    };
    let statushub = RepositoryHealth {
        name: "statushub".to_owned(),
        rows: 1_987,
        versions: 31,
        fragments: 4,
        disk: Disk {
            live: 3_900_000,
            old: 200_000,
            index: 0,
            side: 100_000,
        },
        meaning: Meaning {
            seen: 1_975,
            ..Meaning::default()
        },
        ..RepositoryHealth::default()
    };
    Health {
        repositories: vec![broker, statushub],
        broken: Vec::new(),
    }
}

fn project_row(
    scope: Scope,
    label: &str,
    depth: u16,
    entries: usize,
    expanded: Option<bool>,
) -> ProjectRow {
    ProjectRow {
        scope,
        label: label.to_owned(),
        depth,
        entries,
        newest: None,
        expanded,
        matched: Vec::new(),
    }
}

fn project_rows() -> Vec<ProjectRow> {
    type Repository = (&'static str, Option<bool>, &'static [(&'static str, usize)]);
    let repositories: [Repository; 4] = [
        (
            "slack-broker",
            Some(true),
            &[
                ("api", 4_210),
                ("broker", 2_961),
                ("worker", 1_034),
                ("", 12),
            ],
        ),
        (
            "statushub",
            Some(true),
            &[("a-very-long-project-name-indeed", 1_980), ("docs", 7)],
        ),
        ("mobile", Some(false), &[("app", 1_205)]),
        ("日本語プロジェクト", Some(false), &[("翻訳", 936)]),
    ];
    let mut rows = vec![project_row(Scope::All, "All", 0, 12_345, None)];
    for (repository, expanded, projects) in repositories {
        let entries = projects.iter().map(|(_, entries)| entries).sum();
        let scope = Scope::Repository(repository.to_owned());
        rows.push(project_row(scope, repository, 0, entries, expanded));
        for (project, entries) in projects.iter().filter(|_| expanded == Some(true)) {
            let scope = Scope::Project {
                repository: repository.to_owned(),
                project_id: (*project).to_owned(),
            };
            rows.push(project_row(scope, project, 1, *entries, None));
        }
    }
    rows
}

fn stats() -> Stats {
    let count = |name: &str, entries| Count {
        name: name.to_owned(),
        entries,
    };
    let shares = [1_310, 3_204, 2_977, 804, 96, 1_912, 1_520, 501];
    let mut by_kind: Vec<Count> = kind::KNOWN
        .iter()
        .zip(shares)
        .map(|(name, entries)| count(name, entries))
        .collect();
    by_kind.push(count("retrospective", 21));
    by_kind.sort_by_key(|count| std::cmp::Reverse(count.entries));
    let start = now().date_naive() - Days::new(300);
    let by_day = (0..300u64)
        .filter(|day| day % 7 < 5)
        .map(|day| {
            let entries = usize::try_from(day * day % 83 + day / 4).unwrap();
            let second = entries / 3;
            Day {
                date: start + Days::new(day),
                entries,
                kinds: vec![(0, entries - second), (1 + entries % 7, second)],
            }
        })
        .collect();
    Stats {
        total: 12_345,
        by_kind,
        by_agent: vec![
            count("architect", 4_002),
            count("rust", 2_870),
            count("qa", 2_111),
            count("python", 1_404),
            count("devops", 990),
            count("security", 612),
            count("unknown", 356),
        ],
        by_project: vec![
            count("api", 4_210),
            count("broker", 2_961),
            count("docs", 7),
        ],
        by_repository: vec![count("slack-broker", 8_217), count("statushub", 1_987)],
        by_day,
        oldest: Some("2026-01-27T08:00:00Z".to_owned()),
        newest: Some("2026-11-23T09:29:20Z".to_owned()),
        undated: 3,
        bytes: 48_214_002,
    }
}
