//! One set of rules: whichever front does it, the same comes of it, and every other front sees it.

mod command_line;
mod front;
mod over_http;
mod over_mcp;
mod service;

use serde_json::{Value, json};

use front::{Front, Place, SET};

/// What a front is told to do, and what it says, with everything that differs from store to store
/// named by its order.
fn transcript(front: &mut dyn Front) -> Vec<Value> {
    let mut told = Vec::new();
    let mut ids = Vec::new();
    for (text, kind) in [
        (
            "Sessions live in Redis, since tokens cannot be taken back",
            "decision",
        ),
        ("'; DROP TABLE entries; -- 日本語 \u{1b}[31m 🚫", "pattern"),
        (
            "The build fails on a cold cache; clearing the lock file helps",
            "issue",
        ),
    ] {
        ids.push(front.store(text, kind));
    }
    told.push(json!({"newest first": front.list()}));
    told.push(json!({"found": front.search("where do sessions live?")}));
    told.push(json!({"counted": front.stats()}));

    let first = front.get(&ids[0]).unwrap();
    let revision = first["revision"].as_str().unwrap().to_owned();
    told.push(json!({"got": first}));
    let edited = front.edit(&ids[0], Some(&revision), "Sessions live in memory");
    told.push(json!({"edited": edited}));
    told.push(json!({"stale": front.edit(&ids[0], Some(&revision), "too late")}));
    told.push(json!({"blank": front.edit(&ids[0], None, " ")}));
    told.push(json!({"found again": front.search("sessions in memory")}));

    told.push(json!({"deleted": front.delete(&ids[1])}));
    told.push(json!({"deleted twice": front.delete(&ids[1])}));
    told.push(json!({"got the deleted": front.get(&ids[1])}));
    told.push(json!({"got what never was": front.get("' OR 1=1 --")}));
    told.push(json!({"would go": front.cleanup(false)}));
    told.push(json!({"left": front.list()}));
    told.push(json!({"gone": front.cleanup(true)}));
    told.push(json!({"nothing left": front.list()}));
    told.push(json!({"stats of nothing": front.stats()}));
    told.iter().map(|step| normal(step, &ids)).collect()
}

/// The same with ids by their order, and without what the clock and chance give.
fn normal(value: &Value, ids: &[String]) -> Value {
    match value {
        Value::String(text) => match ids.iter().position(|id| id == text) {
            Some(at) => json!(format!("entry {at}")),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(|item| normal(item, ids)).collect(),
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !["timestamp", "revision"].contains(&name.as_str()))
            .map(|(name, field)| (name.clone(), normal(field, ids)))
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn the_same_comes_of_it_whichever_front_does_it() {
    let places: Vec<Place> = SET.iter().map(|_| Place::new()).collect();
    let transcripts: Vec<(&str, Vec<Value>)> = SET
        .iter()
        .zip(&places)
        .map(|((name, open), place)| (*name, transcript(&mut *open(place))))
        .collect();
    let (first, expected) = &transcripts[0];
    assert_eq!(expected[1]["found"][0]["id"], "entry 0");
    assert_eq!(expected[5]["stale"]["Err"], "CONFLICT");
    assert_eq!(expected[12]["would go"], 2);
    for (name, told) in &transcripts[1..] {
        for (expected, told) in expected.iter().zip(told) {
            assert_eq!(expected, told, "{first} and {name}");
        }
    }
}

#[test]
fn what_one_front_does_every_other_sees() {
    let place = Place::new();
    let mut fronts: Vec<(&str, Box<dyn Front>)> = SET
        .iter()
        .map(|(name, open)| (*name, open(&place)))
        .collect();
    let count = fronts.len();
    let mut ids = Vec::new();
    for (at, (name, front)) in fronts.iter_mut().enumerate() {
        ids.push(front.store(
            &format!("{name} wrote the note with the number {at}"),
            "decision",
        ));
    }
    agree(&mut fronts, &ids);
    // Each edits what the one before stored, and deletes what the one after did.
    for at in 0..count {
        let (name, front) = &mut fronts[at];
        let other = &ids[(at + count - 1) % count];
        front
            .edit(other, None, &format!("{name} edited this"))
            .unwrap();
        agree(&mut fronts, &ids);
    }
    for at in 0..count {
        let (_, front) = &mut fronts[at];
        front.delete(&ids[(at + 1) % count]).unwrap();
        agree(&mut fronts, &ids);
    }
}

/// Refuses fronts that see different things.
fn agree(fronts: &mut [(&str, Box<dyn Front>)], ids: &[String]) {
    let seen: Vec<Value> = fronts
        .iter_mut()
        .map(|(_, front)| {
            let entries: Vec<_> = ids.iter().map(|id| front.get(id)).collect();
            json!({
                "list": front.list(),
                "found": front.search("the note with a number"),
                "stats": front.stats(),
                "entries": entries,
            })
        })
        .collect();
    for (other, (name, _)) in seen.iter().zip(fronts.iter()).skip(1) {
        assert_eq!(&seen[0], other, "{} and {name}", fronts[0].0);
    }
}
