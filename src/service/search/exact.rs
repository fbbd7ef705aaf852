//! Hits that are, or hold, the question word for word.

use super::super::Result;
use super::ranking::{Candidate, Ranking};
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
        return mark_phrases(ranking, tables, words).await;
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
            ranking.mark_exact(table, row);
        }
    }
    Ok(())
}

async fn mark_phrases(
    ranking: &mut Ranking,
    tables: &[(Table, Allowed)],
    words: &str,
) -> Result<()> {
    let mut complete: Vec<Candidate> = ranking
        .candidates()
        .iter()
        .filter(|found| found.complete)
        .copied()
        .collect();
    complete.sort_unstable_by(|a, b| b.words.total_cmp(&a.words).then_with(|| a.row.cmp(&b.row)));
    complete.truncate(LOOKED_THROUGH);
    let phrase = plain(words);
    for (table, (searched, _)) in tables.iter().enumerate() {
        let rows: Vec<u64> = complete
            .iter()
            .filter(|found| found.table == table)
            .map(|found| found.row)
            .collect();
        if rows.is_empty() {
            continue;
        }
        let texts = searched
            .snapshot
            .texts(&rows, [Column::Text, Column::Id])
            .await?;
        for (row, (text, _)) in rows.into_iter().zip(texts) {
            if plain(&text).contains(&phrase) {
                ranking.mark_exact(table, row);
            }
        }
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
