//! Many clients at once, and servers that stop or die in the middle of it.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use lore::{
    domain::{filter::Filter, search::Sort},
    service::Lore,
};
use serde_json::json;

use super::{client::Client, server::Server};
use crate::{cli::program::Place, waiting::until};

const CLIENTS: usize = 64;

/// What the clients were told.
#[derive(Default)]
struct Crowd {
    /// What tells its texts from those of others.
    generation: usize,
    /// The texts that were answered with 201, and the ids that they got.
    stored: Mutex<Vec<(String, String)>>,
    searches: Mutex<usize>,
    /// Answers that should not have been.
    odd: Mutex<Vec<String>>,
    over: AtomicBool,
}

impl Crowd {
    /// Stores and searches until it is over, or the server is gone.
    fn live(&self, mut client: Client, number: usize) {
        for round in 0.. {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            let text = format!("client {number} of {} says {round}", self.generation);
            let entry = json!({
                "text": text,
                "type": "decision",
                // More than one repository, and more than one project in a repository.
                "project_id": format!("project-{}", number % 3),
                "agent": format!("client-{number}"),
            });
            let Ok(answer) = client.json("POST", "/store", &[], &entry) else {
                return;
            };
            match answer.status {
                201 => {
                    let id = answer.json()["id"].as_str().unwrap().to_owned();
                    self.stored.lock().unwrap().push((text, id));
                }
                429 | 503 => {}
                _ => self.odd.lock().unwrap().push(answer.text()),
            }
            let query = json!({"query": format!("says {round}"), "limit": 5});
            let Ok(answer) = client.json("POST", "/search", &[], &query) else {
                return;
            };
            match answer.status {
                200 => *self.searches.lock().unwrap() += 1,
                429 | 503 => {}
                _ => self.odd.lock().unwrap().push(answer.text()),
            }
        }
    }

    /// Waits until so many entries were answered with 201, and a search, too.
    fn wait_for(&self, entries: usize) {
        until("enough entries that are stored", || {
            let stored = self.stored.lock().unwrap().len();
            (stored >= entries && *self.searches.lock().unwrap() > 0).then_some(())
        });
    }

    /// Every entry that was answered with 201 is there, under its id, and none is there twice.
    fn assert_kept(&self, store: &Path) {
        let odd = self.odd.lock().unwrap();
        assert!(odd.is_empty(), "{odd:?}");
        assert!(*self.searches.lock().unwrap() > 0, "nobody could search");
        let there = texts(store);
        for (text, id) in self.stored.lock().unwrap().iter() {
            assert_eq!(there.get(text), Some(&vec![id.clone()]), "{text}");
        }
        for (text, ids) in &there {
            assert_eq!(ids.len(), 1, "{text} is there more than once: {ids:?}");
        }
    }
}

/// The ids of each text of a store.
fn texts(store: &Path) -> BTreeMap<String, Vec<String>> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let entries = runtime.block_on(async {
        let lore = Lore::open(store).await.unwrap();
        let listing = lore.list(&Filter::default(), Sort::Oldest).await.unwrap();
        listing.page(0, listing.total()).await.unwrap()
    });
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in entries {
        texts.entry(entry.text).or_default().push(entry.id);
    }
    texts
}

/// Lets the clients loose on some servers, does something meanwhile, and waits for the clients.
fn let_loose(servers: &[&Server], crowd: &Crowd, meanwhile: impl FnOnce()) {
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let client = servers[number % servers.len()].client();
            scope.spawn(move || crowd.live(client, number));
        }
        meanwhile();
    });
}

#[test]
fn nothing_is_lost_or_doubled_among_many_clients() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let crowd = Crowd::default();
    let_loose(&[&server], &crowd, || {
        crowd.wait_for(400);
        crowd.over.store(true, Ordering::Relaxed);
    });
    crowd.assert_kept(place.store());
    assert_eq!(
        texts(place.store()).len(),
        crowd.stored.lock().unwrap().len()
    );
}

#[test]
fn servers_and_commands_share_a_store() {
    let place = Place::with_new_store();
    let servers = [Server::start(&place), Server::start(&place)];
    let crowd = Crowd::default();
    let_loose(&[&servers[0], &servers[1]], &crowd, || {
        for n in 0..10 {
            let text = format!("command {n}");
            let ran = place.lore(&["store", &text, "--project", "project-0"]);
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            let id = ran.stdout.trim().to_owned();
            crowd.stored.lock().unwrap().push((text, id));
        }
        crowd.wait_for(200);
        crowd.over.store(true, Ordering::Relaxed);
    });
    crowd.assert_kept(place.store());
}

#[test]
fn what_was_accepted_outlives_a_server_that_is_asked_to_stop() {
    let place = Place::with_new_store();
    let server = Server::start(&place);
    let crowd = Crowd::default();
    let_loose(&[&server], &crowd, || {
        crowd.wait_for(150);
        server.terminate();
    });
    assert!(server.wait().success());
    crowd.assert_kept(place.store());
}

#[test]
fn what_was_accepted_outlives_a_server_that_is_killed() {
    let place = Place::with_new_store();
    for kill in 1..=3 {
        let server = Server::start(&place);
        let crowd = Crowd {
            generation: kill,
            ..Crowd::default()
        };
        let_loose(&[&server], &crowd, || {
            crowd.wait_for(30 * kill);
            server.kill();
        });
        server.wait();
        crowd.assert_kept(place.store());
    }
}
