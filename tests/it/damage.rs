//! Files of lore's own that went bad: they hide no entry, and are made anew.

use std::{fs, path::Path};

use lore::{
    domain::{
        filter::Filter,
        search::{SearchMode, SearchRequest},
    },
    service::{Cancel, Lore},
    store::{NewRow, Store, USEFUL_ROWS, schema::VECTOR_WIDTH},
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
