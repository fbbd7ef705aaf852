//! More to be stored than the server lets wait.

use std::{thread, time::Instant};

use serde_json::{Value, json};

use super::server::Server;
use crate::{cli::program::Place, waiting::PATIENCE};

/// As many entries as may wait.
const ROOM: usize = 4096;

fn entry(text: &str) -> Value {
    json!({"text": text, "project_id": "p"})
}

#[test]
fn who_finds_the_queue_full_is_told_when_to_come_again_and_nothing_is_lost() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let batch: Vec<Value> = (0..ROOM).map(|n| entry(&format!("w{n}"))).collect();
    let (mut kept, mut refused) = (ROOM, None);
    thread::scope(|scope| {
        let mut sender = server.client();
        let filling = scope.spawn(move || sender.post("/store-batch", &json!({"items": batch})));
        let mut client = server.client();
        let begun = Instant::now();
        // Until the batch has come in, there is room.
        while refused.is_none() && !filling.is_finished() {
            assert!(begun.elapsed() < PATIENCE, "the queue is never full");
            let answer = client.post("/store", &entry(&format!("single {kept}")));
            match answer.status {
                201 => kept += 1,
                _ => refused = Some(answer),
            }
        }
        let other = client.post("/store-batch", &json!({"items": [entry("one of a batch")]}));
        let filled = filling.join().unwrap().expect(201);
        assert_eq!(filled["stored"], ROOM);
        assert_eq!(filled["failed"], 0);
        // It may have come too late to be refused.
        match other.status {
            201 => kept += 1,
            _ => drop(other.expect_error(503, "SERVICE_UNAVAILABLE")),
        }
    });
    let refused = refused.expect("the batch fills the queue");
    let seconds = refused.header("retry-after").map(str::parse::<u32>);
    assert!(matches!(seconds, Some(Ok(1..=60))), "{refused:?}");
    let message = refused.expect_error(503, "SERVICE_UNAVAILABLE");
    assert!(message.contains("try again"), "{message}");

    // There is room again.
    let mut client = server.client();
    client.store(&entry("the same once more"));
    let stats = client.get("/stats").expect(200);
    assert_eq!(stats["total_entries"], kept + 1);
}
