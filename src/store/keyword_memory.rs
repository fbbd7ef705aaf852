//! The words of a fragment that no full-text index covers, in memory.

use std::collections::HashMap;

use super::analyzer::Analyzer;
use super::postings::{Documents, Posting};

/// The words of some rows. Fragments never change, so neither does this.
#[derive(Debug, Default)]
pub(super) struct MemoryWords {
    documents: Documents,
    /// Sorted by term.
    terms: Vec<(Box<str>, Vec<Posting>)>,
}

impl MemoryWords {
    pub(super) fn new<'a>(
        rows: impl Iterator<Item = (u64, &'a str)>,
        analyzer: &mut Analyzer,
    ) -> Self {
        let mut documents = Documents::default();
        let mut terms: HashMap<Box<str>, Vec<Posting>> = HashMap::new();
        for (row, text) in rows {
            let document = documents.len();
            let length = analyzer.document(text, |term| {
                let Some(postings) = terms.get_mut(term) else {
                    terms.insert(term.into(), vec![Posting::once(document)]);
                    return;
                };
                match postings.last_mut() {
                    Some(last) if last.document == document => last.occurrences += 1,
                    _ => postings.push(Posting::once(document)),
                }
            });
            documents.push(row, length);
        }
        let mut terms: Vec<_> = terms.into_iter().collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (_, postings) in &mut terms {
            postings.shrink_to_fit();
        }
        Self { documents, terms }
    }

    /// The words of other rows as well, in their order.
    pub(super) fn join<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        let mut documents = Documents::default();
        let mut terms: HashMap<&str, Vec<Posting>> = HashMap::new();
        for part in parts {
            let first = documents.len();
            documents.extend(&part.documents);
            for (term, postings) in &part.terms {
                let moved = postings.iter().map(|posting| Posting {
                    document: first + posting.document,
                    ..*posting
                });
                terms.entry(term).or_default().extend(moved);
            }
        }
        let terms = terms.into_iter();
        let mut terms: Vec<_> = terms.map(|(term, all)| (term.into(), all)).collect();
        terms.sort_unstable_by(|a: &(Box<str>, _), b| a.0.cmp(&b.0));
        Self { documents, terms }
    }

    pub(super) fn documents(&self) -> &Documents {
        &self.documents
    }

    pub(super) fn postings(&self, term: &str) -> &[Posting] {
        self.terms
            .binary_search_by(|(known, _)| known.as_ref().cmp(term))
            .map_or(&[], |at| &self.terms[at].1)
    }

    /// The terms that start with `start`, and in how many rows each occurs.
    pub(super) fn starting_with<'a>(
        &'a self,
        start: &'a str,
    ) -> impl Iterator<Item = (&'a str, u64)> {
        let from = self
            .terms
            .partition_point(|(term, _)| term.as_ref() < start);
        self.terms[from..]
            .iter()
            .take_while(move |(term, _)| term.starts_with(start))
            .map(|(term, postings)| (term.as_ref(), postings.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_and_found_by_their_beginning() {
        let mut analyzer = Analyzer::new().unwrap();
        let rows = [
            (7, "Retry, retry and retried"),
            (9, "a retrieval"),
            (12, ""),
        ];
        let words = MemoryWords::new(rows.into_iter(), &mut analyzer);
        assert_eq!(words.documents().len(), 3);
        assert_eq!(words.documents().row(1), 9);
        let retry = words.postings("retri");
        assert_eq!((retry[0].document, retry[0].occurrences), (0, 3));
        let found: Vec<_> = words.starting_with("retri").map(|(term, _)| term).collect();
        assert_eq!(found, ["retri", "retriev"]);
        assert!(words.postings("nothing").is_empty());
    }

    #[test]
    fn joined_words_are_those_of_all_rows() {
        let mut analyzer = Analyzer::new().unwrap();
        let rows = [
            (7, "Retry, retry and retried"),
            (9, "a retrieval"),
            (12, ""),
            (20, "retry the token"),
        ];
        let whole = MemoryWords::new(rows.into_iter(), &mut analyzer);
        let parts = rows.map(|row| MemoryWords::new([row].into_iter(), &mut analyzer));
        let joined = MemoryWords::join(parts.iter());
        assert_eq!(joined.terms, whole.terms);
        let documents = |words: &MemoryWords| -> Vec<(u64, u32)> {
            let all = 0..words.documents().len();
            all.map(|at| (words.documents().row(at), words.documents().length(at)))
                .collect()
        };
        assert_eq!(documents(&joined), documents(&whole));
    }
}
