//! The service itself, as the terminal UI calls it.

use std::collections::BTreeMap;

use lore::{
    clock,
    domain::{
        change::{Action, Edit},
        cleanup::Policy,
        entry::{Entry, NewEntry},
        filter::Filter,
        search::{SearchRequest, Sort},
        stats::Count,
    },
    service::{ById, Cancel, Error, Lore, Submission, json as shapes},
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::front::{AGENT, Front, PROJECT, Place, Said, entries};

struct Service {
    runtime: Runtime,
    lore: Lore,
}

pub fn open(place: &Place) -> Box<dyn Front> {
    let runtime = Runtime::new().unwrap();
    let lore = runtime
        .block_on(Lore::open_or_create(place.store()))
        .unwrap();
    Box::new(Service { runtime, lore })
}

fn named(id: &str) -> ById {
    ById {
        id: id.to_owned(),
        ..ById::default()
    }
}

fn code(error: Error) -> String {
    match error {
        Error::Invalid(_) => "INVALID_REQUEST",
        Error::NotFound(_) => "NOT_FOUND",
        Error::Conflict(_) => "CONFLICT",
        other => panic!("{other}"),
    }
    .to_owned()
}

impl Front for Service {
    fn store(&mut self, text: &str, kind: &str) -> String {
        let entry = NewEntry {
            text: text.into(),
            kind: kind.into(),
            agent: AGENT.into(),
            project_id: PROJECT.into(),
            ..NewEntry::default()
        };
        let submission = Submission {
            repository: None,
            entry,
        };
        let stored = self.runtime.block_on(self.lore.submit(submission));
        stored.unwrap().id
    }

    fn get(&mut self, id: &str) -> Said {
        let entry = self.runtime.block_on(self.lore.entry(&named(id)));
        entry.map(|entry| entry.to_json()).map_err(code)
    }

    fn list(&mut self) -> Vec<Value> {
        self.runtime.block_on(async {
            let listing = self
                .lore
                .list(&Filter::default(), Sort::Newest)
                .await
                .unwrap();
            let page = listing.page(0, listing.total()).await.unwrap();
            page.iter().map(Entry::to_json).collect()
        })
    }

    fn search(&mut self, query: &str) -> Vec<Value> {
        let request = SearchRequest {
            words: query.into(),
            limit: 10,
            ..SearchRequest::default()
        };
        let answer = self.runtime.block_on(self.lore.search(&request)).unwrap();
        let hits: Value = answer.hits.iter().map(shapes::hit).collect();
        // Numbers as they are when they were written and read.
        entries(&serde_json::from_str(&hits.to_string()).unwrap())
    }

    fn edit(&mut self, id: &str, revision: Option<&str>, text: &str) -> Said {
        let name = ById {
            revision: revision.map(str::to_owned),
            ..named(id)
        };
        let edit = Edit {
            text: Some(text.into()),
            ..Edit::default()
        };
        let edited = self.runtime.block_on(self.lore.edit_by_id(&name, &edit));
        edited.map(|edited| edited.entry.to_json()).map_err(code)
    }

    fn delete(&mut self, id: &str) -> Said {
        self.runtime.block_on(async {
            let entry = self.lore.entry(&named(id)).await.map_err(code)?;
            let (cancel, targets) = (Cancel::default(), [entry.target()]);
            let outcome = self
                .lore
                .delete(&targets, Action::Delete, "", &cancel, &mut |_| {})
                .await;
            Ok(json!(outcome.map_err(code)?.changed[0].key.id))
        })
    }

    fn cleanup(&mut self, apply: bool) -> u64 {
        let policy = Policy {
            before: clock::now(),
            filter: Filter::default(),
            keep_newest: 0,
            protected_types: Vec::new(),
        };
        self.runtime.block_on(async {
            let plan = self
                .lore
                .plan_cleanup(&policy, "older than 0d")
                .await
                .unwrap();
            if !apply {
                return plan.entries.len() as u64;
            }
            let cancel = Cancel::default();
            let outcome = self.lore.apply_cleanup(&plan, &cancel, &mut |_| {}).await;
            outcome.unwrap().changed.len() as u64
        })
    }

    fn stats(&mut self) -> Value {
        let stats = self.runtime.block_on(self.lore.stats(&Filter::default()));
        let stats = stats.unwrap();
        let counts = |counts: Vec<Count>| {
            let counts = counts.into_iter().map(|count| (count.name, count.entries));
            json!(counts.collect::<BTreeMap<_, _>>())
        };
        json!({
            "total_entries": stats.total,
            "by_type": counts(stats.by_kind),
            "by_agent": counts(stats.by_agent),
            "by_project": counts(stats.by_project),
            "by_repository": counts(stats.by_repository),
        })
    }
}
