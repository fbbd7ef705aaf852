//! A tiny model in ONNX's format: one vector a word, of any width. Texts are near when they share words.

use std::{fs, path::Path};

/// The words that the model knows; every other is one and the same.
const WORDS: [&str; 24] = [
    "[UNK]", "[PAD]", "queue", "retry", "webhook", "token", "expires", "minutes", "invoice",
    "total", "rounded", "cents", "cache", "redis", "evicts", "keys", "deploy", "friday", "never",
    "index", "postgres", "vacuum", "nightly", "the",
];

const INT64: u64 = 7;
const FLOAT: u64 = 1;

/// Writes the model and its tokenizer into a folder.
pub fn write(folder: &Path, width: usize) {
    fs::write(folder.join("model.onnx"), model(width)).unwrap();
    fs::write(folder.join("tokenizer.json"), tokenizer()).unwrap();
}

/// What cuts texts into the words.
pub fn tokenizer() -> String {
    let vocabulary: serde_json::Map<String, serde_json::Value> = (0..)
        .zip(WORDS)
        .map(|(number, word): (u32, _)| (word.to_owned(), number.into()))
        .collect();
    let tokenizer = serde_json::json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": null, "decoder": null,
        "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": vocabulary},
    });
    tokenizer.to_string()
}

/// A graph with one node: the words' vectors by their numbers.
pub fn model(width: usize) -> Vec<u8> {
    let table = [
        integer(1, WORDS.len() as u64),
        integer(1, width as u64),
        integer(2, FLOAT),
        bytes(8, b"table"),
        bytes(9, &numbers(WORDS.len() * width)),
    ];
    let node = [
        bytes(1, b"table"),
        bytes(1, b"input_ids"),
        bytes(2, b"last_hidden_state"),
        bytes(4, b"Gather"),
    ];
    let graph = [
        bytes(1, &node.concat()),
        bytes(2, b"words"),
        bytes(5, &table.concat()),
        bytes(11, &value("input_ids", INT64, &[None, None])),
        bytes(11, &value("attention_mask", INT64, &[None, None])),
        bytes(
            12,
            &value("last_hidden_state", FLOAT, &[None, None, Some(width)]),
        ),
    ];
    let opset = [bytes(1, b""), integer(2, 13)].concat();
    [integer(1, 8), bytes(7, &graph.concat()), bytes(8, &opset)].concat()
}

fn value(name: &str, kind: u64, shape: &[Option<usize>]) -> Vec<u8> {
    let dimensions = shape.iter().map(|size| match size {
        Some(size) => bytes(1, &integer(1, *size as u64)),
        None => bytes(1, &bytes(2, b"any")),
    });
    let shape = dimensions.collect::<Vec<_>>().concat();
    let tensor = [integer(1, kind), bytes(2, &shape)].concat();
    [bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat()
}

/// Numbers between -1 and 1, always the same.
fn numbers(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..count)
        .flat_map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let high = u16::try_from(state >> 48).unwrap();
            (f32::from(high) / 32_768.0 - 1.0).to_le_bytes()
        })
        .collect()
}

fn integer(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [&varint(field << 3 | 2), &varint(value.len() as u64), value].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let seven = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 {
            out.push(seven);
            return out;
        }
        out.push(seven | 0x80);
    }
}
