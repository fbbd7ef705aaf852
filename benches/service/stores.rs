//! Stores to measure on, made once: the notes of a sample store in one repository, with vectors.
//!
//! Some notes have the vectors that the model makes of them; those of the others lie around these, each
//! with noise of its own that its number decides. So a million entries need no hours of embedding,
//! and every vector can be told again without reading it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use lore::{
    domain::{entry::Entry, filter::Filter, search::Sort},
    embed::{Embedder, MODEL},
    service::{Listing, Lore, demo},
    store::{
        NewRow, Store,
        embeddings::{Embedded, digest},
    },
};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{Bench, Result};

/// The repository of all entries.
pub const REPOSITORY: &str = "notes";

/// How many projects, sessions and agents there are, each with as many entries as any other.
pub const PROJECTS: usize = 100;
pub const SESSIONS: usize = 1_000;
pub const AGENTS: [&str; 2] = ["architect", "qa"];

/// Notes that are embedded.
const CENTRES: usize = 2_000;

/// Length of the noise beside a vector of length one: the cosine with where it came from is 0.89.
const NOISE: f32 = 0.5;

/// Entries written in one commit.
const PAGE: usize = 20_000;

/// When the sample store was made, so that it always says the same.
const MADE: &str = "2026-03-31T10:00:00Z";

/// A store that was made.
pub struct Made {
    /// Its folder.
    pub path: PathBuf,
    /// How many entries it has.
    pub entries: usize,
    centres: Vec<Vec<f32>>,
}

impl Made {
    /// The vector of an entry by its number.
    pub fn vector(&self, number: usize) -> Vec<f32> {
        vector(&self.centres, number)
    }
}

/// The number that an entry's id ends with.
pub fn number(id: &str) -> Option<usize> {
    id.rsplit('-').next()?.parse().ok()
}

/// The store of so many entries.
pub fn made(bench: &Bench, entries: usize) -> Result<Made> {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-stores");
    let folder = kept.join(entries.to_string());
    if !folder.is_dir() {
        fs::create_dir_all(&kept)?;
        eprintln!(
            "making a store of {entries} entries in {}",
            folder.display()
        );
        let aside = tempfile::tempdir_in(&kept)?;
        bench.runtime.block_on(make(aside.path(), entries))?;
        fs::rename(aside.path().join("made"), &folder)?;
    }
    Ok(Made {
        path: folder.join("store"),
        entries,
        centres: read_centres(&folder.join("centres"))?,
    })
}

async fn make(folder: &Path, entries: usize) -> Result<()> {
    let (sample, made) = (folder.join("sample"), folder.join("made"));
    demo::make(&sample, entries, MADE.parse::<DateTime<Utc>>()?).await?;
    let sample = Lore::open(&sample).await?;
    let notes = sample.list(&Filter::default(), Sort::Oldest).await?;
    let centres = embed_some(&notes).await?;
    let store = Store::open_or_create(&made.join("store")).await?;
    let repository = store.repository_or_create(REPOSITORY).await?;
    for from in (0..notes.total()).step_by(PAGE) {
        let page = notes.page(from, PAGE).await?;
        let numbered = page.into_iter().zip(from..);
        let rows: Vec<NewRow> = numbered
            .map(|(note, number)| row(note, number, &centres))
            .collect();
        let records: Vec<Embedded> = rows.iter().map(record).collect();
        repository.append(&rows).await?;
        repository.embeddings().append(&records).await?;
    }
    Lore::open(&made.join("store")).await?.maintain().await?;
    let numbers = centres.iter().flatten();
    let bytes: Vec<u8> = numbers.flat_map(|number| number.to_le_bytes()).collect();
    fs::write(made.join("centres"), bytes)?;
    Ok(())
}

async fn embed_some(notes: &Listing) -> Result<Vec<Vec<f32>>> {
    let some = notes.page(0, CENTRES).await?;
    let texts = some.into_iter().map(|note| note.text).collect();
    let embedded = Embedder::default().embed_documents(texts).await?;
    Ok(embedded.into_iter().map(|one| one.vector).collect())
}

fn read_centres(path: &Path) -> Result<Vec<Vec<f32>>> {
    const WIDTH: usize = lore::domain::DIMENSION;
    let bytes = fs::read(path)?;
    let numbers: Vec<f32> = bytes
        .chunks_exact(size_of::<f32>())
        .map(|bytes| bytes.try_into().map(f32::from_le_bytes))
        .collect::<std::result::Result<_, _>>()?;
    Ok(numbers.chunks_exact(WIDTH).map(<[f32]>::to_vec).collect())
}

/// A row that says what a note says, under an id that ends with its number.
fn row(note: Entry, number: usize, centres: &[Vec<f32>]) -> NewRow {
    let kind_and_time = note.id.rsplit_once('-').map_or("", |(before, _)| before);
    NewRow {
        id: format!("{kind_and_time}-{number:06}"),
        vector: vector(centres, number),
        text: note.text,
        kind: note.kind,
        project_id: format!("project-{}", number % PROJECTS),
        session_id: format!("session-{}", number % SESSIONS),
        agent: AGENTS[number % AGENTS.len()].to_owned(),
        timestamp: note.timestamp,
        metadata: note.metadata,
    }
}

/// That the model made a row's vector.
pub fn record(row: &NewRow) -> Embedded {
    Embedded {
        id: row.id.clone(),
        model: named(MODEL),
        digest: digest(&row.text, &row.vector),
        parts: Vec::new(),
    }
}

fn named<T: From<&'static str>>(name: &'static str) -> T {
    T::from(name)
}

fn vector(centres: &[Vec<f32>], number: usize) -> Vec<f32> {
    let mut chance = StdRng::seed_from_u64(number as u64);
    let centre = &centres[chance.random_range(0..centres.len())];
    let noise: Vec<f32> = centre
        .iter()
        .map(|_| chance.random::<f32>() - 0.5)
        .collect();
    let scale = NOISE / length(&noise);
    let mixed = centre.iter().zip(&noise);
    let mixed: Vec<f32> = mixed
        .map(|(centre, noise)| centre + noise * scale)
        .collect();
    let length = length(&mixed);
    mixed.iter().map(|number| number / length).collect()
}

fn length(vector: &[f32]) -> f32 {
    vector
        .iter()
        .map(|number| number * number)
        .sum::<f32>()
        .sqrt()
}
