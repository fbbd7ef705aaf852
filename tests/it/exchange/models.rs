//! Vectors that come along: kept with the model that made them, where they can be compared with others.

use lore::{
    domain::{entry::NewEntry, exchange::Format, filter::Filter},
    embed::MODEL,
    service::{Cancel, Lore},
};

use super::Shelf;

/// A model that nobody here has.
const FOREIGN: &str = "somebody's-0123456789ab";

async fn store(lore: &Lore, texts: &[&str]) {
    for text in texts {
        let entry = NewEntry {
            text: (*text).to_owned(),
            ..NewEntry::default()
        };
        lore.store("shop", entry).await.unwrap();
    }
}

/// A file of two entries, whose vectors are said to be of this model.
async fn file_of(model: &str) -> (Shelf, std::path::PathBuf) {
    let shelf = Shelf::new();
    let texts = ["Retry failed webhooks five times", "Invoices are in cents"];
    store(&shelf.open().await, &texts).await;
    let lines = String::from_utf8(shelf.export(Format::JsonLines, true).await).unwrap();
    let foreign = lines.replace(
        &format!("\"model\":\"{MODEL}\""),
        &format!("\"model\":\"{model}\""),
    );
    assert_ne!(lines, foreign);
    let file = shelf.write("all.jsonl", &foreign);
    (shelf, file)
}

/// How many vectors in the shared table are of each model.
async fn models(shelf: &Shelf) -> Vec<(String, usize)> {
    let lore = shelf.open().await;
    let of = lore.models_of_vectors(&Filter::default()).await.unwrap();
    of.into_iter().flat_map(|one| one.shared).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_are_no_others_they_stay_what_they_are() {
    let (_from, file) = file_of(FOREIGN).await;
    let empty = Shelf::new();
    let imported = empty.import(&file).await;
    assert_eq!(
        (imported.added, imported.embedded, imported.unknown_vectors),
        (2, 0, 0)
    );
    assert_eq!(models(&empty).await, [(FOREIGN.to_owned(), 2)]);
    assert_eq!(
        empty.export(Format::JsonLines, true).await,
        std::fs::read(&file).unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn among_those_of_another_model_they_are_made_anew() {
    let (_from, file) = file_of(FOREIGN).await;
    let shelf = Shelf::new();
    store(
        &shelf.open().await,
        &["Tokens expire after fifteen minutes"],
    )
    .await;
    let imported = shelf.import(&file).await;
    assert_eq!(
        (imported.added, imported.embedded, imported.unknown_vectors),
        (2, 2, 0)
    );
    assert_eq!(models(&shelf).await, [(MODEL.to_owned(), 3)]);
    let lore = shelf.open().await;
    let (all, cancel) = (Filter::default(), Cancel::default());
    let left = lore.reembed(&all, true, &cancel, &mut |_| {}).await;
    assert_eq!(left.unwrap().needed, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_the_table_is_not_taken_for_what_it_says() {
    // A model of the catalogue, whose vectors are wider than those that the file has.
    let (_from, file) = file_of("bge-base-en-v1.5").await;
    let empty = Shelf::new();
    let imported = empty.import(&file).await;
    assert_eq!((imported.added, imported.embedded), (2, 2));
    assert_eq!(models(&empty).await, [(MODEL.to_owned(), 2)]);
}
