//! The command line: a process for every step.

use std::process::Command;

use serde_json::{Value, json};

use super::front::{AGENT, Front, PROJECT, Place, Said, counts, entries};

/// The program with these arguments.
type Program = Box<dyn Fn(&[&str]) -> Command>;

struct CommandLine {
    run: Program,
}

pub fn open(place: &Place) -> Box<dyn Front> {
    let (work, store) = (place.0.path().join("work"), place.store().to_owned());
    std::fs::create_dir_all(&work).unwrap();
    let run = move |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lore"));
        command
            .arg("--json")
            .args(arguments)
            .current_dir(&work)
            .env_clear()
            .env("HOME", work.join("home"))
            .env("LORE_STORE", &store);
        command
    };
    Box::new(CommandLine { run: Box::new(run) })
}

impl CommandLine {
    fn said(&self, arguments: &[&str]) -> Said {
        let output = (self.run)(arguments).output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        match said["error"]["code"].as_str() {
            Some(code) => Err(code.to_owned()),
            None => Ok(said),
        }
    }

    fn done(&self, arguments: &[&str]) -> Value {
        self.said(arguments).unwrap()
    }
}

impl Front for CommandLine {
    fn store(&mut self, text: &str, kind: &str) -> String {
        let of = ["--agent", AGENT, "--project", PROJECT];
        let stored = self.done(&["store", of[0], of[1], of[2], of[3], "--", text, kind]);
        stored["id"].as_str().unwrap().to_owned()
    }

    fn get(&mut self, id: &str) -> Said {
        self.said(&["show", id])
    }

    fn list(&mut self) -> Vec<Value> {
        entries(&self.done(&["list"])["entries"])
    }

    fn search(&mut self, query: &str) -> Vec<Value> {
        entries(&self.done(&["search", query])["results"])
    }

    fn edit(&mut self, id: &str, revision: Option<&str>, text: &str) -> Said {
        let mut arguments = vec!["edit", id, "--text", text];
        if let Some(revision) = revision {
            arguments.extend(["--if-revision", revision]);
        }
        self.said(&arguments)?;
        self.get(id)
    }

    fn delete(&mut self, id: &str) -> Said {
        let gone = self.said(&["rm", id])?;
        Ok(json!(gone["changed"][0]["id"]))
    }

    fn cleanup(&mut self, apply: bool) -> u64 {
        if !apply {
            let plan = self.done(&["cleanup", "--older-than", "0d"]);
            return plan["total"].as_u64().unwrap();
        }
        let gone = self.done(&["cleanup", "--older-than", "0d", "--apply"]);
        gone["changed"].as_array().unwrap().len() as u64
    }

    fn stats(&mut self) -> Value {
        counts(&self.done(&["stats"]))
    }
}
