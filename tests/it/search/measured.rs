//! How well search finds what is known to be there: questions in other words than the notes they
//! ask for, among hundreds of notes.

use std::path::Path;

use chrono::{TimeZone, Utc};
use lore::{
    domain::{
        filter::Filter,
        search::{SearchMode, SearchRequest},
    },
    service::{Cancel, Lore, demo},
};
use tempfile::TempDir;

/// Notes in the store: those that were written by hand, and composed ones around them.
const NOTES: usize = 400;

/// Hits that are looked at.
const LIMIT: usize = 10;

/// Mean reciprocal rank over all questions of the first hit that holds the answer.
async fn measure(lore: &Lore, mode: SearchMode, typed_percent: usize) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for line in include_str!("questions.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let (question, answer) = line.split_once('|').unwrap();
        let letters: Vec<char> = question.chars().collect();
        let typed: String = letters[..(letters.len() * typed_percent).div_ceil(100)]
            .iter()
            .collect();
        let request = SearchRequest {
            words: typed,
            typing: true,
            mode,
            limit: LIMIT,
            ..SearchRequest::default()
        };
        let found = lore.search(&request).await.unwrap();
        let rank = found
            .hits
            .iter()
            .position(|hit| hit.entry.text.contains(answer));
        sum += rank.map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
        count += 1;
    }
    sum / f64::from(count)
}

async fn sample(folder: &Path) -> Lore {
    let now = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
    demo::make(folder, NOTES, now).await.unwrap();
    let lore = Lore::open(folder).await.unwrap();
    let report = lore
        .reembed(&Filter::default(), false, &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    assert!(report.embedded > 350, "{report:?}");
    lore
}

#[tokio::test(flavor = "multi_thread")]
async fn fusing_finds_more_than_either_way_alone() {
    let folder = TempDir::new().unwrap();
    let lore = sample(&folder.path().join("sample")).await;
    for (percent, floor) in [(100, 0.83), (60, 0.67)] {
        let keyword = measure(&lore, SearchMode::Keyword, percent).await;
        let semantic = measure(&lore, SearchMode::Semantic, percent).await;
        let hybrid = measure(&lore, SearchMode::Hybrid, percent).await;
        println!(
            "{percent} % typed: keyword {keyword:.3}, semantic {semantic:.3}, hybrid {hybrid:.3}"
        );
        assert!(hybrid >= keyword.max(semantic), "{percent} % typed");
        assert!(hybrid >= floor, "{percent} % typed: {hybrid}");
    }
}
