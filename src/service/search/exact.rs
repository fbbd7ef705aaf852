//! Hits that are, or hold, the question word for word.

use super::super::Result;
use super::ranking::Ranking;
use super::read_rows::Row;
use crate::{
    domain::search::SearchRequest,
    store::{Allowed, Column, Table},
};

/// So many texts, the best by their words, are looked through for the question as a phrase.
const LOOKED_THROUGH: usize = 32;

/// Marks the entry that the question names by its id, and the texts that hold its words in a row.
pub(super) async fn mark(
    ranking: &mut Ranking,
    tables: &[(Table, Allowed)],
    request: &SearchRequest,
) -> Result<()> {
    let words = request.words.trim();
    if words.contains(char::is_whitespace) {
        return mark_phrases(ranking, words).await;
    }
    if !may_be_an_id(words) {
        return Ok(());
    }
    for (table, (searched, _)) in tables.iter().enumerate() {
        for row in searched
            .snapshot
            .rows_with_id(&request.filter, words)
            .await?
        {
            ranking.mark_exact((table, row));
        }
    }
    Ok(())
}

async fn mark_phrases(ranking: &mut Ranking, words: &str) -> Result<()> {
    let mut complete: Vec<(Row, f32)> = Vec::new();
    for (table, matches) in ranking.matches().iter().enumerate() {
        let held = matches.iter().filter(|found| found.complete);
        complete.extend(held.map(|found| ((table, found.row), found.score)));
    }
    let better = |(row, words): &(Row, f32), (other, less): &(Row, f32)| {
        less.total_cmp(words).then_with(|| row.1.cmp(&other.1))
    };
    if complete.len() > LOOKED_THROUGH {
        complete.select_nth_unstable_by(LOOKED_THROUGH, better);
        complete.truncate(LOOKED_THROUGH);
    }
    let phrase = plain(words);
    let complete: Vec<Row> = complete.into_iter().map(|(row, _)| row).collect();
    let read = ranking.rows();
    read.read(complete.iter().copied()).await?;
    let holds = |row: &Row| {
        let text = read.get(*row).and_then(|row| row.text(Column::Text));
        text.is_some_and(|text| plain(text).contains(&phrase))
    };
    for row in complete.into_iter().filter(holds).collect::<Vec<_>>() {
        ranking.mark_exact(row);
    }
    Ok(())
}

/// Whether it looks made rather than said. To look for every word of prose among the ids would cost
/// a walk over the table for each letter typed.
fn may_be_an_id(word: &str) -> bool {
    word.contains(|letter: char| letter.is_ascii_digit() || letter == '-' || letter == '_')
}

/// Lower case, with one space between words.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_and_case_do_not_part_a_phrase() {
        assert!(plain("The  Retry\n\tPolicy of").contains(&plain("retry policy")));
        assert!(!plain("retry the policy").contains(&plain("retry policy")));
    }
}
