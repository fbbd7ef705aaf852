//! The bundled model's file on ONNX Runtime, through fastembed, and on rten.

use std::{fs, path::Path};

use lore::embed::{Embedder, MODEL, ModelSettings, Models};

use super::runtime;

/// The cosine of two vectors that are the same, but for the order of sums.
const EXACT: f64 = 0.9999;

/// What every text keeps. This model rounds activations to 8 bits, by a scale that it finds out anew for each
/// text: a rounding that falls the other way is carried on. ONNX Runtime with its optimisations
/// of the graph and without them keeps no more to itself: over 60 paragraphs of English 0.9945 at worst and 0.9988
/// on average, and rten to either of them the same. On a processor with VNNI, sums that
/// saturate are no part of it: there `session.x64quantprecision` changes nothing. Fusing operators
/// (`ORT_ENABLE_EXTENDED`) alone moves the fourth text below to 0.9972.
const NEAR: f64 = 0.99;

/// A folder with the files that lore bundles.
fn bundled_files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/model");
    let model = assets.join(format!("{MODEL}.onnx"));
    fs::copy(model, folder.path().join("model.onnx")).unwrap();
    let tokenizer = "tokenizer.json";
    fs::copy(assets.join(tokenizer), folder.path().join(tokenizer)).unwrap();
    let window = br#"{"max_seq_length": 256}"#;
    fs::write(folder.path().join("sentence_bert_config.json"), window).unwrap();
    folder
}

fn cosine(one: &[f32], other: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        (a.iter().zip(b))
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum()
    };
    dot(one, other) / (dot(one, one) * dot(other, other)).sqrt()
}

#[tokio::test]
async fn the_same_file_makes_the_same_vectors_on_rten_and_on_onnx_runtime() {
    let Some(library) = runtime::library() else {
        return;
    };
    let folder = bundled_files();
    let models = Models::new(ModelSettings {
        model: Some(folder.path().to_string_lossy().into_owned()),
        onnxruntime: Some(library),
        folder: None,
    })
    .unwrap();
    let texts = [
        "Why did we choose Postgres over DynamoDB?".to_owned(),
        "Retry failed webhooks with exponential backoff and jitter, at most five times.".to_owned(),
        "x".to_owned(),
        "日本語の設計メモ: トークンは十五分で失効する。".to_owned(),
        "fn main() { println!(\"{}\", 1 << 20); } // é 👩‍💻".to_owned(),
        "The gateway verifies RS256 tokens and caches keys for ten minutes. ".repeat(6),
        // Longer than the model's window, and much longer.
        "Rotate the signing key every ninety days; never log it. ".repeat(40),
        "one two three four five six seven eight nine ten ".repeat(600),
    ];
    let (rten, onnx) = (Embedder::default(), models.chosen());
    let documents = rten.embed_documents(texts.to_vec()).await.unwrap();
    let others = onnx.embed_documents(texts.to_vec()).await.unwrap();
    let mut exact = 0;
    for ((text, one), other) in texts.iter().zip(&documents).zip(&others) {
        let near = cosine(&one.vector, &other.vector);
        assert!(near > NEAR, "{near} for {text:.40}");
        exact += usize::from(near > EXACT);
        let query = onnx.embed_query(text).await.unwrap();
        let near = cosine(&rten.embed_query(text).await.unwrap(), &query);
        assert!(near > NEAR, "{near} as a query for {text:.40}");
        assert_eq!(one.parts.is_empty(), other.parts.is_empty(), "{text:.40}");
    }
    assert!(exact >= texts.len() / 2, "{exact} are the same");
    assert!(
        others[7].parts.len() > 5,
        "long texts are found by every part"
    );

    let identity = onnx.identity().await.unwrap();
    assert_eq!(identity.width, 384);
    assert_ne!(
        &*identity.name, MODEL,
        "a file of the user's own has a name of its own"
    );
}
