//! Questions in SQL: over all repositories, and nothing but questions.

use serde_json::{Value, json};

use crate::{cli::program::Place, fixture};

fn rows(place: &Place, query: &str) -> Vec<Value> {
    let ran = place.lore(&["sql", query, "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{query}: {ran:?}");
    let answer = ran.json();
    let rows = answer["rows"].as_array().unwrap().clone();
    assert_eq!(answer["total"], rows.len());
    rows
}

#[test]
fn all_repositories_are_one_table() {
    let place = Place::with_legacy_store();
    let listed = place.lore(&["list", "--json"]).json();
    let entries = listed["entries"].as_array().unwrap();
    let found = rows(&place, "SELECT * FROM entries ORDER BY repository, id");
    assert_eq!(found.len(), entries.len());
    for row in &found {
        let entry = entries
            .iter()
            .find(|entry| entry["id"] == row["id"] && entry["repository"] == row["repository"]);
        let entry = entry.unwrap();
        for column in [
            "text",
            "type",
            "project_id",
            "session_id",
            "agent",
            "timestamp",
        ] {
            assert_eq!(row[column], entry[column], "{column}");
        }
        let columns = row.as_object().unwrap();
        assert_eq!(columns.len(), 9, "no vector: {columns:?}");
    }
    let counted = rows(
        &place,
        "SELECT type, count(*) AS n FROM entries GROUP BY type ORDER BY n DESC, type",
    );
    let stats = place.lore(&["stats", "--json"]).json();
    for row in counted {
        assert_eq!(stats["by_type"][row["type"].as_str().unwrap()], row["n"]);
    }
    // Rows of type system are there for who asks for them.
    let hidden = rows(
        &place,
        "SELECT count(*) AS n FROM all_rows WHERE type = 'system'",
    );
    assert!(hidden[0]["n"].as_u64().unwrap() > 0);
    assert_eq!(
        rows(
            &place,
            "SELECT count(*) AS n FROM entries WHERE type = 'system'"
        ),
        [json!({"n": 0})]
    );
}

#[test]
fn vectors_are_there_when_asked_for() {
    let place = Place::with_legacy_store();
    let ran = place.lore(&[
        "sql",
        "--vectors",
        "SELECT vector FROM entries LIMIT 1",
        "--json",
    ]);
    let answer = ran.json();
    assert_eq!(answer["rows"][0]["vector"].as_array().unwrap().len(), 384);
    let ran = place.lore(&["sql", "SELECT vector FROM entries LIMIT 1"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn texts_come_as_they_are() {
    const TEXT: &str = "'; DROP TABLE entries; -- \\ % \u{1b}[31m 日本語 🚫\t\"x\"\r\n";
    let place = Place::with_new_store();
    let ran = place.lore(&["store", TEXT, "--repo", "a'b"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let found = rows(
        &place,
        "SELECT text, repository FROM entries WHERE text LIKE '%日本語%'",
    );
    assert_eq!(found, [json!({"text": TEXT, "repository": "a'b"})]);
    let shown = place.lore(&["sql", "SELECT text FROM entries"]).stdout;
    assert_eq!(shown.lines().count(), 2, "{shown:?}");
    assert!(!shown.contains('\u{1b}'));
}

#[test]
fn what_is_no_question_is_refused() {
    let place = Place::with_legacy_store();
    let before = fixture::contents(place.store());
    let file = place.path().join("secret.csv");
    std::fs::write(&file, "a,b\n1,2\n").unwrap();
    let file = file.display();
    for statement in [
        "DELETE FROM entries",
        "UPDATE entries SET text = 'x'",
        "INSERT INTO entries SELECT * FROM entries",
        "DROP TABLE entries",
        "CREATE TABLE t AS SELECT * FROM entries",
        "CREATE VIEW v AS SELECT 1",
        "SELECT array_repeat(1, 10000000000)",
        "SELECT list_resize([1], 100000000000, 1)",
        "SELECT repeat('x', 2000000000)",
        &format!("CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{file}'"),
        &format!("COPY entries TO '{file}.out' STORED AS CSV"),
        &format!("EXPLAIN COPY entries TO '{file}.out' STORED AS CSV"),
        &format!("SELECT * FROM '{file}'"),
        &format!("SELECT * FROM read_csv('{file}')"),
        "SET datafusion.execution.batch_size = 1",
        "PREPARE p AS SELECT 1",
        "SELECT 1; DELETE FROM entries",
        "SELECT nothing FROM entries",
        "SELEC 1",
        "",
    ] {
        let ran = place.lore(&["sql", statement, "--json"]);
        assert_eq!(ran.code, 2, "{statement}: {ran:?}");
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
        assert_eq!(ran.json()["error"]["code"], "INVALID_REQUEST");
    }
    assert_eq!(fixture::contents(place.store()), before);
}

#[test]
fn no_question_is_too_deep_for_the_process() {
    let place = Place::with_legacy_store();
    let many = |what: &str, between: &str, count: usize| vec![what; count].join(between);
    let ids: Vec<String> = (0..20_000).map(|number| format!("'e{number}'")).collect();
    let longest = format!(
        "SELECT count(*) FROM entries WHERE id IN ({})",
        ids.join(", ")
    );
    for (question, codes) in [
        (format!("SELECT {}", many("1", "+", 1_900)), &[0][..]),
        (many("SELECT 1", " UNION ALL ", 600), &[0]),
        (format!("SELECT 1{}", "::int".repeat(950)), &[0]),
        (
            format!(
                "SELECT id FROM entries WHERE {}",
                many("id = 'x'", " OR ", 600)
            ),
            &[0],
        ),
        // LanceDB takes no more than 500 conditions.
        (
            format!(
                "SELECT id FROM entries WHERE {}",
                many("id = 'x' OR text LIKE '%y%'", " OR ", 290)
            ),
            &[0, 1],
        ),
        (longest, &[0]),
        (format!("SELECT {}", many("1", "+", 6_000)), &[2]),
        (many("SELECT 1", " UNION ALL ", 1_500), &[2]),
        (
            format!("SELECT {}1{}", "(".repeat(9_000), ")".repeat(9_000)),
            &[2],
        ),
        (format!("SELECT {}1", "- ".repeat(1_500)), &[2]),
        (format!("SELECT '{}'", "x".repeat(5 << 20)), &[2]),
    ] {
        let ran = place.lore_reading(&["sql", "-"], question.as_bytes());
        let asked = &question[..60];
        assert!(codes.contains(&ran.code), "{asked}: {ran:?}");
        let lines = usize::from(ran.code != 0);
        assert_eq!(ran.stderr.lines().count(), lines, "{asked}: {}", ran.stderr);
        assert!(!ran.stderr.contains(".rs:"), "{asked}: {}", ran.stderr);
    }
}

#[test]
fn time_is_bounded() {
    let place = Place::with_legacy_store();
    let endless = "SELECT count(*) FROM generate_series(1, 1000000000000) a WHERE a.value % 7 = 9";
    let ran = place.lore(&["sql", "--timeout", "1", endless]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("1 seconds"), "{}", ran.stderr);
}

#[test]
fn people_get_a_table() {
    let place = Place::with_legacy_store();
    let query = "SELECT repository, count(*) AS n, max(length(text)) AS longest FROM entries \
                 GROUP BY repository ORDER BY repository";
    insta::assert_snapshot!(place.lore(&["sql", query]).stdout);
    let none = place.lore(&["sql", "SELECT id FROM entries WHERE id = 'none'"]);
    assert_eq!(none.stdout, "no rows\n");
    let questions = [
        "SHOW TABLES",
        "DESCRIBE entries",
        "EXPLAIN SELECT id FROM entries",
    ];
    for question in questions {
        assert_eq!(place.lore(&["sql", question]).code, 0, "{question}");
    }
}
