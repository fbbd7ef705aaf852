//! The commands of agents around a compaction, and the Node manager's forms of others.

use super::program::Place;

const CONVERSATION: &str = "Too short to keep.\n\n\
    We decided to store sessions in Redis, says the architect; it survives restarts.\n\n\
    The QA agent found a problem: the login page hangs when the cache is cold.\n";

#[test]
fn what_is_worth_keeping_is_stored_and_found_again() {
    let place = Place::with_new_store();
    let arguments = [
        "pre-compaction",
        "-",
        "--project",
        "shop",
        "--session",
        "s-7",
        "--json",
    ];
    let kept = place.lore_reading(&arguments, CONVERSATION.as_bytes());
    assert_eq!(kept.code, 0, "{}", kept.stderr);
    let kept = kept.json();
    assert_eq!(kept["success"], true);
    assert_eq!(kept["count"], 2);
    assert_eq!(kept["ids"].as_array().unwrap().len(), 2);

    let entry = |at: usize| {
        let id = kept["ids"][at].as_str().unwrap();
        place.lore(&["show", id, "--json"]).json()
    };
    let first = entry(0);
    assert_eq!(first["type"], "decision");
    assert_eq!(first["agent"], "architect");
    assert_eq!(first["project_id"], "shop");
    assert_eq!(first["session_id"], "s-7");
    assert_eq!(first["metadata"]["conversationIndex"], 1);
    assert!(first["metadata"]["extractedAt"].is_string());
    let second = entry(1);
    assert_eq!(
        (&second["type"], &second["agent"]),
        (&"issue".into(), &"qa".into())
    );

    let ran = place.lore(&["post-compaction", "sessions in Redis", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told = ran.json();
    assert_eq!(told["search_results"][0]["id"], first["id"]);
    assert!(told["search_results"][0]["similarity"].is_number());
    assert_eq!(told["recent_knowledge"].as_array().unwrap().len(), 2);
    let summary = &told["summary"];
    assert_eq!(summary["total_items"], 2, "each counts once: {summary}");
    assert_eq!(summary["by_type"]["decision"], 1);
    assert_eq!(summary["by_agent"]["qa"], 1);
    assert_eq!(summary["top_decisions"][0], first["text"]);
    assert_eq!(summary["recent_activity"].as_array().unwrap().len(), 2);
}

#[test]
fn a_conversation_is_a_file_or_the_text_itself() {
    let place = Place::with_new_store();
    let file = place.path().join("talk.txt");
    std::fs::write(&file, CONVERSATION).unwrap();
    for conversation in [file.to_str().unwrap(), CONVERSATION] {
        let ran = place.lore(&["pre-compaction", conversation, "--json"]);
        assert_eq!(ran.json()["count"], 2, "{}", ran.stderr);
    }
    let ran = place.lore(&["pre-compaction", "tlak.txt"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("tlak.txt"), "{}", ran.stderr);
    let folder = place.path().to_str().unwrap().to_owned();
    let ran = place.lore(&["pre-compaction", &folder]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains(&folder), "{}", ran.stderr);
    let people = place.lore(&["pre-compaction", CONVERSATION]);
    assert_eq!(people.stdout.lines().count(), 2);
    assert!(
        people.stderr.contains("2 paragraphs stored"),
        "{}",
        people.stderr
    );
}

#[test]
fn after_a_compaction_people_read_lists() {
    let place = Place::with_new_store();
    place.lore(&["store", "Sessions live in Redis", "decision", "--repo", "r"]);
    let ran = place.lore(&["post-compaction", "Redis", "--limit", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for words in [
        "found for the task",
        "written down last",
        "Sessions live in Redis",
    ] {
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
    }
    let nowhere = place.lore(&["post-compaction", "Redis", "--project", "nowhere"]);
    assert_eq!(nowhere.code, 3);
    assert_eq!(place.lore(&["post-compaction", " "]).code, 2);
}

#[test]
fn a_number_behind_a_query_limits_it() {
    let place = Place::with_new_store();
    for text in ["Redis one", "Redis two", "Redis three"] {
        assert_eq!(place.lore(&["store", text, "pattern"]).code, 0);
    }
    let found = place.lore(&["search", "Redis", "2", "--json"]).json();
    assert_eq!(found["results"].as_array().unwrap().len(), 2);
    for command in ["stats", "list"] {
        assert_eq!(place.lore(&[command]).code, 0);
    }
}

#[test]
fn credentials_are_told_or_kept_out() {
    const KEY: &str = "The key is ghp_0123456789abcdefghijABCDEFGHIJ456789.";
    let place = Place::with_new_store();
    let ran = place.lore(&["store", KEY, "--repo", "r", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let kind = ran.json()["credentials"][0].as_str().unwrap().to_owned();
    assert!(ran.stderr.contains(&kind), "{}", ran.stderr);
    assert!(!ran.stderr.contains("ghp_0123"), "{}", ran.stderr);
    let harmless = place.lore(&["store", "Nothing secret", "--json"]);
    assert_eq!(harmless.json()["credentials"], serde_json::json!([]));

    let config = place.path().join("strict.toml");
    std::fs::write(&config, "credentials = 'refuse'").unwrap();
    let strict = |arguments: &[&str]| {
        let config = ["--config", config.to_str().unwrap()];
        place.lore(&[&config, arguments].concat())
    };
    let refused = strict(&["store", KEY, "--json"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains(&kind), "{}", refused.stderr);
    assert!(!refused.stderr.contains("ghp_0123"), "{}", refused.stderr);

    let conversation = format!("{CONVERSATION}\n\n{KEY} It opens all the doors of the house.");
    let some = strict(&["pre-compaction", &conversation, "--json"]);
    assert_eq!(some.code, 1, "some are stored: {}", some.stderr);
    let some = some.json();
    assert_eq!(
        (&some["success"], &some["count"]),
        (&false.into(), &2.into())
    );
    assert_eq!(some["errors"][0]["index"], 2);
    assert_eq!(place.lore(&["list", "--json"]).json()["total"], 4);
    let none = format!("{KEY} It opens all the doors of the house.");
    assert_eq!(strict(&["pre-compaction", &none, "--json"]).code, 2);
}
