//! Notes that hold credentials, as notes of agents do. Every one is made up when the store is made:
//! it opens nothing anywhere.

use chrono::TimeDelta;

use super::{compose::Note, pick::Pick};

/// Characters of tokens.
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What is said of a credential, where its note belongs, and how old it is.
struct Leak {
    project: &'static str,
    kind: &'static str,
    agent: &'static str,
    days: i64,
    text: fn(&mut Pick) -> String,
    metadata: fn(&mut Pick) -> String,
}

const REPOSITORY: &str = "harbor";

const LEAKS: [Leak; 4] = [
    Leak {
        project: "harbor-api",
        kind: "credential",
        agent: "devops",
        days: 5,
        text: |chance| {
            format!(
                "The release job needs a GitHub token to publish packages. Made up for this sample \
                 store: ghp_{}. The real one belongs into the vault, not into a note.",
                letters(chance, 36)
            )
        },
        metadata: |_| r#"{"tags":["ci","release"]}"#.to_owned(),
    },
    Leak {
        project: "harbor-billing",
        kind: "configuration",
        agent: "backend",
        days: 40,
        text: |chance| {
            format!(
                "Connect to the ledger of the staging environment (made up, resolves nowhere) \
                 with\n\n```\nDATABASE_URL=postgres://ledger:{}@db.staging.invalid:5432/ledger\n\
                 ```\n\nMigrations run on start.",
                letters(chance, 20)
            )
        },
        metadata: |_| r#"{"tags":["database","staging"]}"#.to_owned(),
    },
    Leak {
        project: "harbor-api",
        kind: "issue",
        agent: "security",
        days: 130,
        text: |_| {
            "An upload key went into the metadata of this note, where nobody looks for it. Rotate \
             it, then erase the note."
                .to_owned()
        },
        metadata: |chance| {
            format!(
                r#"{{"tags":["s3","leak"],"made_up":true,"access_key_id":"AKIA{}"}}"#,
                capitals(chance, 16)
            )
        },
    },
    Leak {
        project: "harbor-web",
        kind: "general",
        agent: "frontend",
        days: 2,
        text: |chance| {
            format!(
                "Chat alerts of the web team go to a bot (made up for this sample store): \
                 xoxb-{}-{}-{}",
                digits(chance, 12),
                digits(chance, 12),
                letters(chance, 24)
            )
        },
        metadata: |_| String::new(),
    },
];

/// The notes.
pub fn notes(chance: &mut Pick) -> Vec<Note> {
    LEAKS
        .iter()
        .map(|leak| Note {
            repository: REPOSITORY.to_owned(),
            project: leak.project.to_owned(),
            kind: leak.kind.to_owned(),
            agent: leak.agent.to_owned(),
            session: format!("{}-leak", leak.project),
            text: (leak.text)(chance),
            metadata: (leak.metadata)(chance),
            timestamp: None,
            age: TimeDelta::days(leak.days),
        })
        .collect()
}

fn letters(chance: &mut Pick, length: usize) -> String {
    some_of(ALPHABET, chance, length)
}

fn capitals(chance: &mut Pick, length: usize) -> String {
    // No 0, 1, 8 and 9 stand in identifiers of that kind.
    some_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", chance, length)
}

fn digits(chance: &mut Pick, length: usize) -> String {
    some_of(&ALPHABET[..10], chance, length)
}

fn some_of(alphabet: &[u8], chance: &mut Pick, length: usize) -> String {
    (0..length)
        .filter_map(|_| chance.one_of(alphabet))
        .map(|byte| char::from(*byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::credentials::kinds_in;

    #[test]
    fn every_note_is_known_to_hold_a_credential() {
        for note in notes(&mut Pick::new(super::super::SEED)) {
            assert!(
                !kinds_in([&*note.text].into_iter(), &note.metadata).is_empty(),
                "{} {}",
                note.text,
                note.metadata
            );
        }
    }
}
