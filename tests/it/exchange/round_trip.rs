//! All of a store out, into an empty one, and out again: the same bytes.

use lore::{
    domain::{exchange::Format, filter::Filter},
    store::NewRow,
};
use proptest::prelude::*;

use super::{Shelf, export, row};
use crate::tables::{self, ForeignRow};

/// Texts that break careless formats.
const HOSTILE: [&str; 16] = [
    "",
    " ",
    "\0",
    "a\r\nb\rc\n",
    "\"quoted\", and, commas\"\"",
    "=cmd()|' /C calc'!A0",
    "\n<!-- lore:entry {\"bytes\":3} -->\n## x\n\nabc\n",
    "<!-- lore:project -->\n# other\n",
    "-->",
    "---\ntitle: x\n---\n",
    "\u{202e}\u{feff}\u{1b}[2J",
    "{\"entries\":[",
    "null",
    "\\u0000\\\\\"",
    "日本語 👩‍👩‍👧",
    "\u{2028}\u{2029}\u{85}",
];

const METADATA: [&str; 10] = [
    "{}",
    "",
    "{ \"b\" : 1,\"a\":[1e400, 12345678901234567890123]}",
    "{\"a\":1,\"a\":2}",
    "{\n  \"a\": \"\\u00e9>\"\n}",
    "null",
    "\"text\"",
    "{broken",
    " {}",
    "[]\r\n",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned),
        any::<String>(),
        prop::collection::vec(prop::sample::select(HOSTILE.to_vec()), 2..4)
            .prop_map(|parts| parts.concat()),
    ]
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,6}-[0-9]{3}",
        1 => prop::sample::select(vec!["twice".to_owned(), String::new(), "a,\"\n".to_owned()]),
    ]
}

fn any_row() -> impl Strategy<Value = NewRow> {
    let metadata = prop_oneof![
        prop::sample::select(METADATA.to_vec()).prop_map(str::to_owned),
        any::<String>(),
    ];
    let kind = prop_oneof![
        Just("decision".to_owned()),
        Just("system".to_owned()),
        text()
    ];
    let timestamp = prop_oneof![
        (0_u32..60).prop_map(|second| format!("2026-01-31T12:00:{second:02}.000Z")),
        Just("yesterday".to_owned()),
    ];
    let numbers = prop::collection::vec(any::<u32>(), 1..4);
    (
        id(),
        text(),
        kind,
        text(),
        text(),
        text(),
        timestamp,
        metadata,
        numbers,
    )
        .prop_map(
            |(id, text, kind, project_id, session_id, agent, timestamp, metadata, numbers)| {
                NewRow {
                    // Each file has its own ids.
                    id: if kind == "system" {
                        format!("system-{id}")
                    } else {
                        id
                    },
                    vector: (0..384)
                        .map(|at| f32::from_bits(numbers[at % numbers.len()]))
                        .collect(),
                    text,
                    kind,
                    project_id,
                    session_id,
                    agent,
                    timestamp,
                    metadata,
                }
            },
        )
}

/// What a second store says after it took everything of the first, in the formats that carry all.
async fn there_and_back(first: &Shelf, format: Format, vectors: bool) {
    let told = first.export(format, vectors).await;
    let second = Shelf::new();
    for (name, kinds) in [("rest", vec![]), ("system", vec!["system".to_owned()])] {
        let filter = Filter {
            kinds,
            ..Filter::default()
        };
        let (bytes, exported) = export(&first.open().await, format, vectors, filter).await;
        let path = second.write(name, "");
        std::fs::write(&path, bytes).unwrap();
        let lore = second.open().await;
        let mut request = super::request(&path);
        request.format = Some(format);
        let imported = super::import(&lore, &request).await.unwrap();
        assert_eq!(imported.bad, [], "{format}");
        assert_eq!(
            (imported.added, imported.conflicts),
            (exported.entries, 0),
            "{format}"
        );
    }
    let (before, after) = (told, second.export(format, vectors).await);
    assert!(
        before == after,
        "{format}:\n{}\n{}",
        String::from_utf8_lossy(&before),
        String::from_utf8_lossy(&after)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_format_brings_back_what_it_carries(
        one in prop::collection::vec(any_row(), 1..8),
        other in prop::collection::vec(any_row(), 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let first = Shelf::new();
            first.put("one", &one).await;
            if !other.is_empty() {
                first.put("other", &other).await;
            }
            for format in [Format::JsonLines, Format::Json, Format::Parquet, Format::Csv] {
                there_and_back(&first, format, true).await;
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_vectors_all_texts_come_back() {
    let first = Shelf::new();
    let rows: Vec<NewRow> = HOSTILE
        .iter()
        .zip(METADATA.iter().cycle())
        .enumerate()
        .map(|(at, (text, metadata))| NewRow {
            metadata: (*metadata).into(),
            agent: (*text).into(),
            project_id: format!("p{}{text}", at % 3),
            ..row(&format!("decision-{at}-{text}"), text)
        })
        .collect();
    first.put("one", &rows[..9]).await;
    first.put("two", &rows[9..]).await;
    for format in [
        Format::Markdown,
        Format::Csv,
        Format::JsonLines,
        Format::Json,
        Format::Parquet,
    ] {
        there_and_back(&first, format, false).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nulls_come_back_into_a_table_that_takes_them() {
    let odd = |at: usize| ForeignRow {
        text: (at != 1).then(|| "t".to_owned()),
        metadata: (at != 2).then(|| "{}".to_owned()),
        agent: (at != 3).then(|| "qa".to_owned()),
        no_vector: at == 0,
        ..ForeignRow::new(&format!("id-{at}"), "t")
    };
    let rows: Vec<ForeignRow> = (0..4).map(odd).collect();
    for format in [
        Format::JsonLines,
        Format::Json,
        Format::Parquet,
        Format::Markdown,
    ] {
        let vectors = format != Format::Markdown;
        let first = Shelf::new();
        tables::write(first.path(), "r", &rows, false).await;
        let file = first.write("all", "");
        let (bytes, _) = export(&first.open().await, format, vectors, Filter::default()).await;
        std::fs::write(&file, &bytes).unwrap();
        let second = Shelf::new();
        // A table of another program's that has one row of its own.
        tables::write(second.path(), "r", &[ForeignRow::new("own", "own")], true).await;
        let imported = second.import(&file).await;
        assert_eq!((imported.added, imported.nulls), (4, 0), "{format}");
        let again = second.import(&file).await;
        assert_eq!(
            (again.added, again.same, again.change),
            (0, 4, None),
            "{format}"
        );
        // lore's own tables take none.
        let third = Shelf::new();
        let imported = third.import(&file).await;
        assert_eq!((imported.added, imported.nulls), (4, 3), "{format}");
        let null_vectors = usize::from(vectors);
        assert_eq!(imported.null_vectors, null_vectors, "{format}");
        let again = third.import(&file).await;
        assert_eq!((again.added, again.same), (0, 4), "{format}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_is_that_of_repository_moment_and_id() {
    let first = Shelf::new();
    let at = |id: &str, timestamp: &str| NewRow {
        timestamp: timestamp.into(),
        ..row(id, "x")
    };
    first
        .put(
            "b",
            &[
                at("z", "2026-01-02T00:00:00Z"),
                at("y", "never"),
                at("a", "2026-01-02T00:00:00Z"),
            ],
        )
        .await;
    first
        .put(
            "a",
            &[
                at("m", "2026-05-01T00:00:00Z"),
                at("n", "2026-01-01T00:00:00Z"),
            ],
        )
        .await;
    let lines = String::from_utf8(first.export(Format::JsonLines, false).await).unwrap();
    let ids: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["n", "m", "a", "z", "y"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_keep_the_model_that_made_them() {
    let first = Shelf::new();
    let lore = first.open().await;
    let long = "The cache keeps tokens for an hour and a half. ".repeat(90);
    for text in ["Tokens are signed with RS256", &long] {
        let entry = lore::domain::entry::NewEntry {
            text: text.to_owned(),
            ..Default::default()
        };
        lore.store("r", entry).await.unwrap();
    }
    // Its name tells nothing.
    let file = first.write("all", "");
    std::fs::write(&file, first.export(Format::JsonLines, true).await).unwrap();
    let second = Shelf::new();
    let imported = second.import(&file).await;
    assert_eq!(
        (imported.added, imported.embedded, imported.unknown_vectors),
        (2, 0, 0)
    );
    let lore = second.open().await;
    let coverage = lore
        .reembed(
            &Filter::default(),
            true,
            &lore::service::Cancel::default(),
            &mut |_| {},
        )
        .await
        .unwrap();
    assert_eq!(coverage.needed, 0);
    assert_eq!(
        second.export(Format::JsonLines, true).await,
        first.export(Format::JsonLines, true).await
    );
}
