//! `lore serve`: one server, one client.

use serde_json::{Value, json};

use super::front::{AGENT, Front, PROJECT, Place, Said, counts, entries};
use crate::http::{
    client::{Answer, Client},
    server::Server,
};

struct OverHttp {
    client: Client,
    /// Runs as long as it is asked.
    _server: Server,
}

pub fn open(place: &Place) -> Box<dyn Front> {
    let server = Server::start(&place.0);
    Box::new(OverHttp {
        client: server.client(),
        _server: server,
    })
}

fn said(answer: &Answer) -> Said {
    let said = answer.json();
    if answer.status >= 400 {
        return Err(said["code"].as_str().unwrap().to_owned());
    }
    Ok(said)
}

/// An id as a part of a path.
fn path(id: &str) -> String {
    let encoded = id.bytes().map(|byte| format!("%{byte:02x}"));
    format!("/{}", encoded.collect::<String>())
}

impl Front for OverHttp {
    fn store(&mut self, text: &str, kind: &str) -> String {
        let entry = json!({"text": text, "type": kind, "agent": AGENT, "project_id": PROJECT});
        self.client.store(&entry)
    }

    fn get(&mut self, id: &str) -> Said {
        said(&self.client.get(&path(id)))
    }

    fn list(&mut self) -> Vec<Value> {
        let listed = self.client.post("/query", &json!({})).expect(200);
        entries(&listed["results"])
    }

    fn search(&mut self, query: &str) -> Vec<Value> {
        let found = self
            .client
            .post("/search", &json!({"query": query}))
            .expect(200);
        entries(&found["results"])
    }

    fn edit(&mut self, id: &str, revision: Option<&str>, text: &str) -> Said {
        let match_header = revision.map(|revision| ("if-match", revision));
        let headers: Vec<(&str, &str)> = match_header.into_iter().collect();
        let body = json!({"text": text});
        let answer = self.client.json("PATCH", &path(id), &headers, &body);
        let mut edited = said(&answer.unwrap())?;
        edited.as_object_mut().unwrap().remove("credentials");
        Ok(edited)
    }

    fn delete(&mut self, id: &str) -> Said {
        Ok(said(&self.client.delete(&path(id)))?["id"].clone())
    }

    fn cleanup(&mut self, apply: bool) -> u64 {
        let wanted = json!({"older_than_days": 0, "dry_run": !apply});
        let cleaned = self.client.post("/cleanup", &wanted).expect(200);
        cleaned[if apply { "deleted_count" } else { "count" }]
            .as_u64()
            .unwrap()
    }

    fn stats(&mut self) -> Value {
        counts(&self.client.get("/stats").expect(200))
    }
}
