//! `lore mcp`: one process, one conversation.

use serde_json::{Value, json};

use super::front::{AGENT, Front, PROJECT, Place, Said, counts, entries};
use crate::mcp::client::Client;

struct OverMcp(Client);

pub fn open(place: &Place) -> Box<dyn Front> {
    Box::new(OverMcp(Client::connected(&place.0)))
}

impl OverMcp {
    fn said(&mut self, tool: &str, arguments: &Value) -> Said {
        let result = self.0.call(tool, arguments);
        let said = &result["structuredContent"];
        if result["isError"] == true {
            return Err(said["code"].as_str().unwrap().to_owned());
        }
        Ok(said.clone())
    }
}

impl Front for OverMcp {
    fn store(&mut self, text: &str, kind: &str) -> String {
        let entry = json!({"text": text, "type": kind, "agent": AGENT, "project_id": PROJECT});
        let stored = self.0.done("store_knowledge", &entry);
        stored["id"].as_str().unwrap().to_owned()
    }

    fn get(&mut self, id: &str) -> Said {
        Ok(self.said("get_entry", &json!({"id": id}))?["entry"].clone())
    }

    fn list(&mut self) -> Vec<Value> {
        entries(&self.0.done("list_knowledge", &json!({}))["entries"])
    }

    fn search(&mut self, query: &str) -> Vec<Value> {
        entries(&self.0.done("search_knowledge", &json!({"query": query}))["results"])
    }

    fn edit(&mut self, id: &str, revision: Option<&str>, text: &str) -> Said {
        let mut arguments = json!({"id": id, "text": text});
        if let Some(revision) = revision {
            arguments["revision"] = json!(revision);
        }
        Ok(self.said("edit_knowledge", &arguments)?["entry"].clone())
    }

    fn delete(&mut self, id: &str) -> Said {
        let gone = self.said("delete_knowledge", &json!({"ids": [id]}))?;
        Ok(gone["deleted"][0]["id"].clone())
    }

    fn cleanup(&mut self, apply: bool) -> u64 {
        let arguments = json!({"older_than": "0d", "apply": apply});
        let cleaned = self.0.done("cleanup_knowledge", &arguments);
        cleaned[if apply { "deleted" } else { "total" }]
            .as_u64()
            .unwrap()
    }

    fn stats(&mut self) -> Value {
        counts(&self.0.done("project_stats", &json!({})))
    }
}
