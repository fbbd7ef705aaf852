//! What can be wrong with vectors that do not fit the shared table, and what is done about it.

use lore::{
    domain::{
        diagnosis::{Finding, Problem},
        search::SearchRequest,
    },
    service::{Cancel, Error, Lore, Reembedding},
    store::embeddings::{WideEmbedded, text_digest},
};

use super::{
    rows::{shop, whole},
    wide::{TEXTS, WIDTH, World, found, reembed},
};
use crate::fixture;

async fn found_wrong(lore: &Lore, problem: Problem) -> Vec<Finding> {
    let diagnosis = lore.diagnose(&Cancel::default(), &mut |_| {}).await;
    let mut found = diagnosis.unwrap().findings;
    found.retain(|one| one.problem == problem);
    found
}

#[tokio::test]
async fn vectors_that_are_not_of_their_texts_are_found_and_made_anew() {
    let Some(world) = World::new().await else {
        return;
    };
    let lore = world.lore().await;
    reembed(&lore).await;
    assert_eq!(found_wrong(&lore, Problem::WrongVectors).await, []);
    // Each gets the vector of another text, and all digests stay.
    let name = lore.model_name().await.unwrap();
    let shop = shop(world.store.path()).await;
    let entries: Vec<_> = whole(&shop)
        .await
        .into_iter()
        .map(|row| row.entry)
        .collect();
    let ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    let vectors = shop.embeddings().wide_vectors(&name, &ids).await.unwrap();
    let others = ids.iter().cycle().skip(1);
    let swapped: Vec<WideEmbedded> = (entries.iter().zip(others))
        .map(|(entry, other)| WideEmbedded {
            id: entry.id.clone(),
            digest: text_digest(&entry.text),
            vectors: vec![vectors[other].1.clone()],
        })
        .collect();
    let embeddings = shop.embeddings();
    embeddings.write_wide(&name, WIDTH, &swapped).await.unwrap();

    let lore = world.lore().await;
    let wrong = found_wrong(&lore, Problem::WrongVectors).await;
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert_eq!(wrong[0].count, 4);
    assert!(wrong[0].advice.contains("reembed --all"), "{wrong:?}");
    let wanted = Reembedding {
        all: true,
        ..Reembedding::default()
    };
    lore.reembed_as(&wanted, &Cancel::default(), &mut |_| {})
        .await
        .unwrap();
    assert_eq!(found_wrong(&lore, Problem::WrongVectors).await, []);
}

#[tokio::test]
async fn a_damaged_table_of_vectors_is_named_and_made_anew() {
    let Some(world) = World::new().await else {
        return;
    };
    reembed(&world.lore().await).await;
    let name = world.lore().await.model_name().await.unwrap();
    let table = world.store.path().join("shop");
    let table = table.join(format!("lore_vectors_{name}.lance/data"));
    for file in fixture::files(&table) {
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(file, &bytes[..100]).unwrap();
    }
    let lore = world.lore().await;
    let request = SearchRequest {
        words: "invoice total".to_owned(),
        limit: 10,
        ..SearchRequest::default()
    };
    let answer = lore.search(&request).await.unwrap();
    assert_eq!(answer.hits[0].entry.text, TEXTS[2], "by its words");
    assert_eq!(found_wrong(&lore, Problem::Unreadable).await, []);
    let damaged = found_wrong(&lore, Problem::DamagedTable).await;
    assert_eq!(damaged.len(), 1, "{damaged:?}");
    assert!(damaged[0].advice.contains("`lore reembed`"), "{damaged:?}");

    assert_eq!(reembed(&lore).await.embedded, 4);
    let lore = world.lore().await;
    assert_eq!(found_wrong(&lore, Problem::DamagedTable).await, []);
    assert_eq!(found(&lore, "invoice total").await[0].0, TEXTS[2]);
}

#[tokio::test]
async fn vectors_that_nobody_asks_for_are_named_and_can_be_removed() {
    let Some(world) = World::new().await else {
        return;
    };
    let wide = world.lore().await;
    reembed(&wide).await;
    let name = wide.model_name().await.unwrap();
    assert_eq!(found_wrong(&wide, Problem::IdleVectors).await, []);
    let refused = wide.drop_vectors(&name).await.unwrap_err();
    assert!(matches!(refused, Error::Conflict(_)), "{refused}");

    let lore = Lore::open(world.store.path()).await.unwrap();
    let idle = found_wrong(&lore, Problem::IdleVectors).await;
    assert_eq!(idle.len(), 1, "{idle:?}");
    assert!(idle[0].message.contains(&name), "{idle:?}");
    let shown = lore.idle_vectors(&name).await.unwrap();
    assert_eq!(idle[0].count, shown["shop"]);
    assert_eq!(found(&wide, "invoice total").await.len(), 4, "only shown");
    assert_eq!(lore.drop_vectors(&name).await.unwrap(), shown);
    assert_eq!(found_wrong(&lore, Problem::IdleVectors).await, []);
    let again = lore.drop_vectors(&name).await.unwrap_err();
    assert!(matches!(again, Error::NotFound(_)), "{again}");
    assert_eq!(reembed(&wide).await.embedded, 4);
}
