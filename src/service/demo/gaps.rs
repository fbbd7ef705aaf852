//! Filling the gaps of sentences.

use std::collections::{BTreeMap, HashSet};

use super::{
    corpus::{Corpus, Project},
    pick::Pick,
};

/// What fills a gap may have gaps itself, so deep.
const DEPTH: usize = 3;

/// Values tried before one is used a second time in a note.
const TRIES: usize = 8;

/// What fills the gaps of one note.
#[derive(Debug)]
pub struct Gaps<'a> {
    corpus: &'a Corpus,
    chance: &'a mut Pick,
    /// Names that mean the same thing wherever they stand in the note.
    bound: BTreeMap<&'static str, String>,
    used: HashSet<String>,
}

impl<'a> Gaps<'a> {
    /// For a note about a project.
    pub fn new(corpus: &'a Corpus, project: &'a Project, chance: &'a mut Pick) -> Self {
        let slot = |name| corpus.slots.get(name).map_or(&[][..], Vec::as_slice);
        let at = chance.below(project.components.len());
        let shift = 1 + chance.below(project.components.len().saturating_sub(1));
        let other = (at + shift) % project.components.len().max(1);
        let trouble = chance.below(slot("cause").len());
        let of = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
        let bound = BTreeMap::from([
            ("component", of(&project.components, at)),
            ("other", of(&project.components, other)),
            (
                "file",
                of(&project.files, chance.below(project.files.len())),
            ),
            ("cause", of(slot("cause"), trouble)),
            ("fix", of(slot("fix"), trouble)),
        ]);
        Self {
            corpus,
            chance,
            bound,
            used: HashSet::new(),
        }
    }

    /// The sentence without gaps.
    pub fn fill(&mut self, template: &str) -> String {
        self.fill_to(template, DEPTH)
    }

    fn fill_to(&mut self, template: &str, depth: usize) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, gap)| Some((before, gap.split_once('}')?)))
        {
            text.push_str(before);
            let value = self.value(name);
            if depth > 0 {
                text.push_str(&self.fill_to(&value, depth - 1));
            } else {
                text.push_str(&value);
            }
            rest = after;
        }
        text + rest
    }

    fn value(&mut self, name: &str) -> String {
        if name == "n" {
            return (2 + self.chance.below(96)).to_string();
        }
        if let Some(value) = self.bound.get(name) {
            return value.clone();
        }
        let Some(values) = self.corpus.slots.get(name) else {
            return String::new();
        };
        for _ in 0..TRIES {
            let Some(value) = self.chance.one_of(values) else {
                break;
            };
            if self.used.insert(value.clone()) {
                return value.clone();
            }
        }
        values.first().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_is_not_the_other_one() {
        let corpus = Corpus::bundled().unwrap();
        let mut chance = Pick::new(3);
        for (_, project) in corpus.projects() {
            for _ in 0..50 {
                let text = Gaps::new(&corpus, project, &mut chance)
                    .fill("{component}|{other}|{component}");
                let parts: Vec<&str> = text.split('|').collect();
                assert_ne!(parts[0], parts[1]);
                assert_eq!(parts[0], parts[2]);
            }
        }
    }

    #[test]
    fn every_cause_has_its_fix() {
        let corpus = Corpus::bundled().unwrap();
        assert_eq!(corpus.slots["cause"].len(), corpus.slots["fix"].len());
    }

    #[test]
    fn unknown_and_open_gaps_do_not_loop() {
        let corpus = Corpus::bundled().unwrap();
        let (_, project) = corpus.projects().next().unwrap();
        let mut chance = Pick::new(1);
        assert_eq!(
            Gaps::new(&corpus, project, &mut chance).fill("a {nothing}b {open"),
            "a b {open"
        );
    }
}
