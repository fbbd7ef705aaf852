//! The use cases on stores of 1,000 to 1,000,000 entries.
//!
//! ```sh
//! cargo bench --profile release --bench service                      # all; the stores are made once and kept
//! cargo bench --profile release --bench service -- search/semantic   # what begins with this
//! LORE_BENCH_SIZES=1k,100k cargo bench --profile release --bench service
//! ```
//!
//! One binary, since every further one links LanceDB again. A million entries need 3 GB of disk in the
//! target folder and some minutes to make.

mod embedding;
mod importing;
mod recall;
mod search;
mod start;
mod stores;
mod storing;

use std::{error::Error, fmt::Display};

use criterion::Criterion;
use tokio::runtime::Runtime;

/// Anything may end the measuring.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Names the sizes to measure, in entries.
const SIZES: &str = "LORE_BENCH_SIZES";

const USUAL_SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// What is asked, again and again: fewer than vectors are kept of, so that embedding is no part of it.
const QUESTIONS: [&str; 8] = [
    "retry limit of the ingress",
    "missing index on a foreign key",
    "race between two writers",
    "optimistic locking",
    "who knows the payout report best",
    "why was the queue in the database rejected",
    "cache lifetime in production",
    "rollback after a bad release",
];

/// What every bench needs.
struct Bench {
    runtime: Runtime,
    sizes: Vec<usize>,
    /// Beginnings of names that were asked for; all, when there are none.
    wanted: Vec<String>,
}

impl Bench {
    fn new() -> Result<Self> {
        let sizes = match std::env::var(SIZES) {
            Ok(sizes) => sizes.split(',').map(size).collect::<Result<_>>()?,
            Err(_) => USUAL_SIZES.to_vec(),
        };
        let words = std::env::args().skip(1);
        Ok(Self {
            runtime: Runtime::new()?,
            sizes,
            wanted: words.filter(|word| !word.starts_with('-')).collect(),
        })
    }

    /// Whether a measurement was asked for. What was not must not have its store made.
    fn wants(&self, name: &str) -> bool {
        let is_wanted =
            |wanted: &String| name.contains(wanted.as_str()) || wanted.starts_with(name);
        self.wanted.is_empty() || self.wanted.iter().any(is_wanted)
    }
}

/// A number of entries: `1000`, `1k`, `1M`.
fn size(text: &str) -> Result<usize> {
    let (digits, unit) = match text.char_indices().last() {
        Some((end, 'k')) => (&text[..end], 1_000),
        Some((end, 'M')) => (&text[..end], 1_000_000),
        _ => (text, 1),
    };
    let number: usize = digits.parse()?;
    Ok(number * unit)
}

/// What came of something measured. One that fails has no figure.
fn sure<T>(outcome: std::result::Result<T, impl Display>) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

fn main() -> Result<()> {
    let bench = Bench::new()?;
    let mut criterion = Criterion::default().configure_from_args();
    search::measure(&bench, &mut criterion)?;
    search::measure_filtered(&bench, &mut criterion)?;
    recall::report(&bench)?;
    storing::measure(&bench, &mut criterion)?;
    embedding::measure(&bench, &mut criterion)?;
    importing::measure(&bench, &mut criterion)?;
    start::measure(&bench, &mut criterion)?;
    criterion.final_summary();
    Ok(())
}
