//! The bundled model, against vectors that ONNX Runtime made with the same file.

use futures::FutureExt;
use lore::domain::entry::MAX_TEXT_BYTES;
use lore::{
    domain::node_hash,
    embed::{DIMENSION, Embedder, MAX_WINDOWS},
};
use serde_json::Value;

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn is_unit(vector: &[f32]) -> bool {
    vector.len() == DIMENSION && (cosine(vector, vector) - 1.0).abs() < 1e-5
}

async fn documents(texts: &[&str]) -> Vec<Vec<Vec<f32>>> {
    let texts = texts.iter().map(ToString::to_string).collect();
    let embeddings = Embedder::default().embed_documents(texts).await.unwrap();
    embeddings
        .into_iter()
        .map(|embedding| [vec![embedding.vector], embedding.parts].concat())
        .collect()
}

#[tokio::test]
async fn the_vectors_are_those_of_onnx_runtime() {
    let reference: Vec<Value> =
        serde_json::from_str(include_str!("../fixtures/onnxruntime-vectors.json")).unwrap();
    let texts: Vec<&str> = reference
        .iter()
        .map(|one| one["text"].as_str().unwrap())
        .collect();
    let ours = documents(&texts).await;
    for (reference, ours) in reference.iter().zip(ours) {
        let theirs: Vec<f32> = serde_json::from_value(reference["vector"].clone()).unwrap();
        // Processors without 8-bit dot products round differently.
        let agreement = cosine(&theirs, &ours[0]);
        assert!(agreement > 0.995, "{agreement} for {}", reference["text"]);
    }
}

#[tokio::test]
async fn a_text_has_one_vector_whatever_its_company() {
    let long = "A paragraph about deployment and its rollback. ".repeat(100);
    let texts = ["short", &long, "日本語 🦀", "short"];
    let together = documents(&texts).await;
    for (text, together) in texts.iter().zip(&together) {
        assert_eq!(&documents(&[text]).await[0], together);
    }
    let query = Embedder::default().embed_query("short").await.unwrap();
    assert!(cosine(&query, &together[0][0]) > 0.9999);
}

#[tokio::test]
async fn meaning_is_near_and_later_parts_are_found() {
    let filler = "The weather in the mountains was calm and the lake lay still. ".repeat(60);
    let long = format!("{filler} Passwords are hashed with argon2id and a random salt.");
    let windows = &documents(&[&long]).await[0];
    assert!(windows.len() > 2);
    let query = Embedder::default()
        .embed_query("which algorithm do we use to hash passwords")
        .await
        .unwrap();
    let scores: Vec<f32> = windows
        .iter()
        .map(|window| cosine(&query, window))
        .collect();
    let (last, before) = scores.split_last().unwrap();
    assert!(before.iter().all(|score| score < last), "{scores:?}");
}

#[tokio::test]
async fn hostile_texts_have_vectors_too() {
    let texts = [
        "",
        " ",
        "\0",
        "\u{1b}[2J\u{7}",
        "\u{200b}\u{feff}",
        "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "[CLS] [SEP] [PAD] [MASK]",
        "'; DROP TABLE entries; --",
        "\u{202e}abc",
        "ﷺ",
        "\u{10ffff}",
    ];
    let zalgo = format!("z{}", "\u{300}".repeat(50_000));
    let unbroken = "x".repeat(1 << 20);
    let mut all = texts.to_vec();
    all.extend([zalgo.as_str(), unbroken.as_str()]);
    for (text, windows) in all.iter().zip(documents(&all).await) {
        assert!(
            !windows.is_empty() && windows.iter().all(|one| is_unit(one)),
            "{text:.20?}"
        );
    }
    assert!(documents(&[]).await.is_empty());
}

#[tokio::test]
async fn the_longest_text_ends_within_bounds() {
    let sentence = "Ten megabytes of notes on the billing service. ";
    let text = sentence.repeat(MAX_TEXT_BYTES / sentence.len());
    let windows = &documents(&[&text]).await[0];
    assert_eq!(windows.len(), MAX_WINDOWS);
}

#[tokio::test]
async fn a_repeated_query_is_remembered_and_the_model_loads_once() {
    let embedder = Embedder::default();
    assert!(!embedder.is_loaded());
    let (one, other) = tokio::join!(embedder.warm_up(), embedder.warm_up());
    one.and(other).unwrap();
    assert!(embedder.is_loaded() && embedder.clone().is_loaded());
    let first = embedder.embed_query("token rotation").await.unwrap();
    // What is ready when first asked was not computed: that happens on another thread.
    let again = embedder.embed_query("token rotation").now_or_never();
    assert_eq!(again.unwrap().unwrap(), first);
}

#[tokio::test]
async fn a_dropped_request_does_not_hold_up_the_next() {
    let embedder = Embedder::default();
    embedder.warm_up().await.unwrap();
    let long = "A long text that takes a while. ".repeat(20_000);
    let work = tokio::spawn({
        let embedder = embedder.clone();
        async move { embedder.embed_documents(vec![long; 8]).await }
    });
    tokio::task::yield_now().await;
    work.abort();
    assert!(work.await.unwrap_err().is_cancelled());
    assert!(is_unit(&embedder.embed_query("still there").await.unwrap()));
}

#[test]
fn the_model_makes_no_hashes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let made = runtime.block_on(documents(&["a decision", ""]));
    assert!(!node_hash::is_hash(&made[0][0]) && !node_hash::is_hash(&made[1][0]));
}
