//! Files of lore's own that went bad: they hide no entry, and are made anew.

use std::{fs, path::Path};

use lore::{
    domain::{
        diagnosis::Problem,
        filter::Filter,
        search::{SearchMode, SearchRequest},
    },
    service::{Cancel, Lore},
    store::{
        NewRow, Store, USEFUL_ROWS,
        embeddings::{WideEmbedded, text_digest},
        schema::VECTOR_WIDTH,
    },
};

use crate::fixture;

/// Cuts files off in their middle.
fn damage(folder: &Path, which: impl Fn(&str) -> bool) {
    let mut damaged = 0;
    for file in fixture::files(folder) {
        if which(&file.file_name().unwrap().to_string_lossy()) {
            let whole = fs::read(&file).unwrap();
            fs::write(&file, &whole[..whole.len() / 2]).unwrap();
            damaged += 1;
        }
    }
    assert!(damaged > 0, "nothing to damage in {}", folder.display());
}

async fn reembed(lore: &Lore) {
    lore.reembed(&Filter::default(), false, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
}

async fn hits(lore: &Lore, words: &str, mode: SearchMode) -> usize {
    let request = SearchRequest {
        words: words.to_owned(),
        mode,
        limit: 5,
        ..SearchRequest::default()
    };
    lore.search(&request).await.unwrap().total
}

async fn embedded(lore: &Lore) -> usize {
    lore.coverage(&Filter::default()).await.unwrap().seen
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_records_hide_no_entry_and_are_made_anew() {
    for ending in [".manifest", ".lance"] {
        let folder = fixture::legacy();
        let lore = Lore::open(folder.path()).await.unwrap();
        reembed(&lore).await;
        for repository in ["statushub", "slack-broker"] {
            let table = folder.path().join(repository).join("lore_embeddings.lance");
            damage(&table, |name| name.ends_with(ending));
        }

        let lore = Lore::open(folder.path()).await.unwrap();
        assert!(
            hits(&lore, "token", SearchMode::Hybrid).await > 0,
            "{ending}"
        );
        assert_eq!(embedded(&lore).await, 0, "{ending}");
        reembed(&lore).await;
        assert_eq!(embedded(&lore).await, 16, "{ending}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_vectors_of_a_wider_model_hide_no_entry_and_are_made_anew() {
    const MODEL: &str = "of-eight";
    let made = [WideEmbedded {
        id: "general-1-aaaaaa".to_owned(),
        digest: text_digest("a text"),
        vectors: vec![vec![0.5; 8]; 2],
    }];
    for ending in [".manifest", ".lance"] {
        let folder = fixture::legacy();
        let open = async || {
            let store = Store::open(folder.path()).await.unwrap();
            store.repository("statushub").await.unwrap()
        };
        let repository = open().await;
        let embeddings = repository.embeddings();
        embeddings.write_wide(MODEL, 8, &made).await.unwrap();
        let table = folder.path().join("statushub/lore_vectors_of-eight.lance");
        damage(&table, |name| name.ends_with(ending));

        let repository = open().await;
        let embeddings = repository.embeddings();
        assert!(embeddings.wide_digests(MODEL).await.unwrap().is_empty());
        let ids = [made[0].id.clone()];
        let vectors = embeddings.wide_vectors(MODEL, &ids).await.unwrap();
        assert!(vectors.is_empty(), "{ending}");

        let lore = Lore::open(folder.path()).await.unwrap();
        assert!(hits(&lore, "token", SearchMode::Hybrid).await > 0);
        lore.models_of_vectors(&Filter::default()).await.unwrap();
        let diagnosis = lore.diagnose(&Cancel::default(), &mut |_| {}).await;
        let found = diagnosis.unwrap().findings;
        let of = |problem: Problem| found.iter().filter(move |one| one.problem == problem);
        assert_eq!(of(Problem::Unreadable).count(), 0, "{found:#?}");
        let damaged: Vec<_> = of(Problem::DamagedTable).collect();
        assert_eq!(damaged.len(), 1, "{ending}: {found:#?}");
        let advice = &damaged[0].advice;
        assert!(advice.contains("lore models drop of-eight"), "{advice}");
        assert!(
            of(Problem::MeaninglessVectors).any(|one| one.repository == "statushub"),
            "its other vectors are looked at: {found:#?}"
        );

        embeddings.write_wide(MODEL, 8, &made).await.unwrap();
        let digests = open().await.embeddings().wide_digests(MODEL).await.unwrap();
        assert_eq!(digests.len(), 1, "{ending}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_text_index_is_done_without_and_made_anew() {
    for part in [
        "metadata.lance",
        "tokens.lance",
        "invert.lance",
        "docs.lance",
        ".manifest",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_or_create(folder.path()).await.unwrap();
        let rows: Vec<NewRow> = (0..USEFUL_ROWS)
            .map(|n| NewRow {
                id: format!("general-{n}-aaaaaa"),
                vector: vec![0.0; VECTOR_WIDTH],
                text: format!("the token of note {n}"),
                kind: "general".to_owned(),
                project_id: "p".to_owned(),
                session_id: String::new(),
                agent: "qa".to_owned(),
                timestamp: "2026-01-01T00:00:00.000Z".to_owned(),
                metadata: "{}".to_owned(),
            })
            .collect();
        let repository = store.repository_or_create("r").await.unwrap();
        repository.append(&rows).await.unwrap();
        let lore = Lore::open(folder.path()).await.unwrap();
        lore.maintain().await.unwrap();
        let index = folder.path().join("r/lore_text.lance");
        damage(&index, |name| name.ends_with(part));

        for _ in 0..2 {
            let lore = Lore::open(folder.path()).await.unwrap();
            let found = hits(&lore, "token", SearchMode::Keyword).await;
            assert_eq!(found, USEFUL_ROWS, "{part}");
            lore.maintain().await.unwrap();
        }
    }
}
