//! Everything that is wrong is told, once.

use super::{findings::LITTLE_OLD, *};
use crate::domain::{
    health::{Disk, Meaning, WordIndex},
    provenance::Provenance,
};

fn problems(health: &RepositoryHealth, details: &Details) -> Vec<Problem> {
    let found = of_repository(health, details);
    for finding in &found {
        assert!(!finding.message.contains('\n') && !finding.advice.contains('\n'));
        assert!(finding.count > 0, "{finding:?}");
    }
    found.into_iter().map(|finding| finding.problem).collect()
}

#[test]
fn a_sound_repository_has_nothing() {
    let health = RepositoryHealth {
        rows: 10,
        meaning: Meaning {
            seen: 10,
            ..Meaning::default()
        },
        ..RepositoryHealth::default()
    };
    assert_eq!(problems(&health, &Details::default()), []);
}

#[test]
fn only_a_name_that_stands_twice_is_a_wrong_scope() {
    assert_eq!(half_of_doubled("shop/shop"), Some("shop"));
    for fine in ["", "/", "shop", "shop/api", "shop/shop/shop", "a/b/a/b"] {
        assert_eq!(half_of_doubled(fine), None, "{fine}");
    }
}

#[test]
fn vectors_of_one_wrong_origin_are_told_from_a_mixture() {
    let mut health = RepositoryHealth::default();
    health.meaning.meaningless = 3;
    let details = Details::default();
    assert_eq!(problems(&health, &details), [Problem::MeaninglessVectors]);
    health.meaning.foreign = 1;
    assert_eq!(problems(&health, &details), [Problem::MixedVectors]);
    health.meaning.meaningless = 0;
    assert_eq!(problems(&health, &details), [Problem::UnknownVectors]);
    health.meaning.foreign = 0;
    health.meaning.outdated = 2;
    assert_eq!(problems(&health, &details), [Problem::StaleVectors]);
}

#[test]
fn vectors_of_another_model_are_told_by_its_name() {
    let mut health = RepositoryHealth::default();
    health.meaning.others = 3;
    let mut details = Details::default();
    details.vectors.model = "mine".to_owned();
    details.vectors.others = BTreeMap::from([("theirs".to_owned(), 3)]);
    assert_eq!(problems(&health, &details), [Problem::OtherModel]);
    let message = &of_repository(&health, &details)[0].message;
    assert!(
        message.contains("3 have one of the model theirs"),
        "{message}"
    );

    health.meaning.seen = 1;
    assert_eq!(problems(&health, &details), [Problem::MixedVectors]);

    details.vectors.lie_beside = true;
    assert_eq!(problems(&health, &details), [Problem::MissingVectors]);
}

#[test]
fn a_sample_tells_what_the_unknown_are_and_which_records_are_wrong() {
    let mut health = RepositoryHealth::default();
    health.meaning.foreign = 9;
    let mut details = Details::default();
    details.vectors.sample = Some(VectorSample {
        model: "mine".to_owned(),
        recorded: vec![Provenance::Own; 5],
        unrecorded: vec![Provenance::Foreign, Provenance::Own, Provenance::Foreign],
    });
    let found = of_repository(&health, &details);
    assert_eq!(found.len(), 1);
    let message = &found[0].message;
    assert!(
        message.contains("of 3 looked at, 1 of mine, 2 of another model"),
        "{message}"
    );

    health.meaning.foreign = 0;
    health.meaning.seen = 5;
    assert_eq!(problems(&health, &details), []);
    if let Some(sample) = &mut details.vectors.sample {
        sample.recorded[3] = Provenance::Stale;
    }
    let found = of_repository(&health, &details);
    assert_eq!(
        (found[0].problem, found[0].count),
        (Problem::WrongVectors, 1)
    );
    assert!(found[0].message.contains("1 of another text"));
}

#[test]
fn everything_that_is_wrong_is_told_once() {
    let health = RepositoryHealth {
        name: "shop".to_owned(),
        rows: 200,
        versions: 2_000,
        fragments: 200,
        disk: Disk {
            live: 10,
            old: LITTLE_OLD + 1,
            ..Disk::default()
        },
        words: WordIndex::Covers(0, 200),
        ..RepositoryHealth::default()
    };
    let details = Details {
        odd: OddRows {
            flaws: BTreeMap::from([(Flaw::EmptyText, 2), (Flaw::NullColumn("agent"), 1)]),
            repeated_ids: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
            without_id: 1,
            doubled_projects: BTreeMap::from([("shop/shop".to_owned(), 5)]),
        },
        orphans: (2, 1_000),
        old_versions: 1_900,
        held_by: vec!["tag v1".to_owned()],
        damaged: vec![(OwnTable::Only, "lore_images".to_owned())],
        vectors: Vectors::default(),
    };
    let told = problems(&health, &details);
    assert_eq!(
        told,
        [
            Problem::DamagedTable,
            Problem::Fragments,
            Problem::Versions,
            Problem::Reclaimable,
            Problem::WordIndex,
            Problem::Orphans,
            Problem::HeldVersions,
            Problem::OddRows,
            Problem::RepeatedIds,
            Problem::DoubledProject,
        ]
    );
    let young = Details {
        old_versions: 0,
        ..details.clone()
    };
    let told = problems(&health, &young);
    assert!(!told.contains(&Problem::Versions) && !told.contains(&Problem::Reclaimable));
    let found = of_repository(&health, &details);
    let ids = found.iter().find(|one| one.problem == Problem::RepeatedIds);
    assert!(ids.unwrap().message.contains("a, b, c, 1 more"));
}
