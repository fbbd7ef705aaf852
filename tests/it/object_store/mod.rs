//! Stores in object stores: everything that is done to a folder is done there too, by many at once.
//!
//! Every test runs on a folder that LanceDB reaches as it reaches an object store. Where
//! `LORE_TEST_OBJECT_STORE` names a bucket of a server, as `scripts/test-object-store.sh` does, it runs there
//! too.

mod bucket;
mod refused;
mod together;
#[cfg(unix)]
mod unreadable;

use bucket::Bucket;
use serde_json::Value;

fn ids(answer: &Value) -> Vec<&str> {
    let entries = answer["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["id"].as_str().unwrap())
        .collect()
}

#[test]
fn an_entry_goes_its_whole_way() {
    for bucket in Bucket::all() {
        assert_eq!(bucket.lore(&["list"]).code, 3, "there is no store yet");
        let first = bucket.store("shop", "We decided to keep sessions in Redis");
        let second = bucket.store("shop", "The payment webhook retries five times");
        let listed = bucket.json(&["list", "--sort", "oldest"]);
        assert_eq!(ids(&listed), [first.as_str(), second.as_str()]);

        for mode in ["keyword", "semantic", "hybrid", "fuzzy"] {
            let found = bucket.json(&["search", "payment webhook", "--mode", mode]);
            assert_eq!(found["results"][0]["id"], *second, "{mode}");
        }
        let edited = bucket.lore(&["edit", &first, "--text", "Sessions are kept in Valkey"]);
        assert_eq!(edited.code, 0, "{}", edited.stderr);
        let history = bucket.json(&["show", &first, "--history"]);
        let told = history.to_string();
        assert!(told.contains("Redis") && told.contains("Valkey"), "{told}");

        let removed = bucket.lore(&["rm", &second]);
        assert_eq!(removed.code, 0, "{}", removed.stderr);
        assert_eq!(ids(&bucket.json(&["list"])), [first.as_str()]);
        assert_eq!(ids(&bucket.json(&["trash"])), [second.as_str()]);
        let undone = bucket.lore(&["undo"]);
        assert_eq!(undone.code, 0, "{}", undone.stderr);
        assert_eq!(ids(&bucket.json(&["list"])).len(), 2);

        let stats = bucket.json(&["stats"]);
        assert_eq!(stats["total_entries"], 2, "{stats}");
        let asked = bucket.lore(&["sql", "SELECT count(*) AS n FROM entries"]);
        assert!(asked.stdout.contains('2'), "{}", asked.stdout);
        let doctor = bucket.lore(&["doctor", "--fix"]);
        assert_eq!(doctor.code, 0, "{}{}", doctor.stdout, doctor.stderr);
        let doctor = bucket.lore(&["doctor"]);
        assert_eq!(doctor.code, 0, "{}{}", doctor.stdout, doctor.stderr);
        assert_eq!(ids(&bucket.json(&["list"])).len(), 2);
    }
}

#[test]
fn everything_comes_out_and_goes_in_again() {
    for bucket in Bucket::all() {
        for name in ["shop", "a b%20#ü"] {
            bucket.store(name, &format!("an entry of {name}"));
        }
        let file = bucket.path().join("all.jsonl");
        let file = file.to_str().unwrap();
        let exported = bucket.lore(&["export", "--vectors", "-o", file]);
        assert_eq!(exported.code, 0, "{}", exported.stderr);

        let other = bucket.another();
        let imported = other.lore(&["import", file]);
        assert_eq!(imported.code, 0, "{}", imported.stderr);
        let again = other.path().join("again.jsonl");
        let again = again.to_str().unwrap();
        assert_eq!(other.lore(&["export", "--vectors", "-o", again]).code, 0);
        let read = |file: &str| std::fs::read_to_string(file).unwrap();
        assert_eq!(read(file), read(again));
        let projects = other.json(&["projects"]);
        assert!(projects.to_string().contains("a b%20#ü"), "{projects}");
    }
}
