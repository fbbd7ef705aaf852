//! The model of the config file is not there, or what runs it is not: what goes on without it, and what
//! is told.

use std::{fs, path::PathBuf, process::Command};

use super::{onnx_file, runtime};
use crate::{
    cli::program::{Place, Ran},
    http::server::{Server, TOKEN},
};

const TEXT: &str = "the queue retries the webhook";

/// A place with a model of its own.
struct World {
    place: Place,
    library: PathBuf,
}

impl World {
    /// Where there is no ONNX Runtime.
    fn new() -> Self {
        let place = Place::with_new_store();
        for (name, width) in [("wide", 512), ("narrow", 384)] {
            let model = place.path().join(name);
            fs::create_dir(&model).unwrap();
            onnx_file::write(&model, width);
        }
        let library = place.path().join("none");
        Self { place, library }
    }

    /// Where there is one; nothing where it cannot be had.
    fn with_runtime() -> Option<Self> {
        let library = runtime::library()?;
        Some(Self {
            library,
            ..Self::new()
        })
    }

    fn without_runtime(self) -> Self {
        let library = self.place.path().join("none");
        Self { library, ..self }
    }

    /// Runs the program with a model in the config file.
    fn lore(&self, model: &str, arguments: &[&str]) -> Ran {
        let config = self.place.path().join("lore.toml");
        fs::write(&config, format!("model = '{model}'\n")).unwrap();
        let mut command = self.place.command(arguments);
        command.arg("--config").arg(config);
        self.run(&mut command)
    }

    fn run(&self, command: &mut Command) -> Ran {
        let ran = command.env("ORT_DYLIB_PATH", &self.library).output();
        let ran = ran.unwrap();
        Ran {
            code: ran.status.code().unwrap(),
            stdout: String::from_utf8(ran.stdout).unwrap(),
            stderr: String::from_utf8(ran.stderr).unwrap(),
        }
    }
}

#[test]
fn search_goes_on_with_the_vectors_that_are_there_and_says_so() {
    let world = World::new();
    for model in ["./wide", "./narrow", "bge-m3", "bge-small-en-v1.5"] {
        let stored = world.lore(model, &["store", TEXT, "--repo", "shop"]);
        assert_eq!(stored.code, 0, "{stored:?}");
        let told = "vector of the bundled model, for want of the one in use";
        assert!(stored.stderr.contains(told), "{stored:?}");
        for mode in ["hybrid", "semantic"] {
            let arguments = ["search", "retries", "--mode", mode, "--json"];
            let found = world.lore(model, &arguments);
            assert_eq!(found.code, 0, "{found:?}");
            assert!(found.json()["total"].as_u64() > Some(0), "{found:?}");
            let told = "search does without the model in use";
            assert!(found.stderr.contains(told), "{found:?}");
            assert!(!found.stderr.contains("reembed` fixes"), "{found:?}");
        }
        let stats = world.lore(model, &["stats"]);
        assert_eq!(stats.code, 0, "{stats:?}");
    }
    let plain = world.place.lore(&["search", "retries"]);
    assert_eq!((plain.code, plain.stderr.as_str()), (0, ""), "{plain:?}");
}

#[test]
fn the_server_answers_as_the_command_line_does() {
    let world = World::new();
    assert_eq!(
        world
            .lore("./wide", &["store", TEXT, "--repo", "shop"])
            .code,
        0
    );
    let config = world.place.path().join("lore.toml");
    let library = world.library.to_str().unwrap();
    let variables = [("LORE_TOKEN", TOKEN), ("ORT_DYLIB_PATH", library)];
    let arguments = ["--config", config.to_str().unwrap()];
    let server = Server::with(&world.place, &arguments, &variables);
    let mut client = server.client();
    for mode in ["hybrid", "semantic"] {
        let answer = client.get(&format!("/search?q=retries&mode={mode}"));
        let answer = answer.expect(200);
        assert_eq!(answer["count"], 1, "{answer}");
        let note = answer["notes"][0].as_str().unwrap_or_default();
        let told = "search does without the model in use";
        assert!(note.starts_with(told), "{answer}");
    }
}

#[test]
fn a_dry_run_fails_where_the_run_would() {
    let world = World::new();
    world.place.lore(&["store", TEXT, "--repo", "shop"]);
    let arguments = ["reembed", "--model", "bge-m3", "--dry-run"];
    let ran = world.place.lore(&arguments);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
    assert!(ran.stderr.contains("lore models get bge-m3"), "{ran:?}");
}

#[test]
fn the_doctor_does_not_advise_what_cannot_be_done() {
    let Some(world) = World::with_runtime() else {
        return;
    };
    world.place.lore(&["store", TEXT, "--repo", "shop"]);
    let made = world.lore("./narrow", &["reembed"]);
    assert_eq!(made.code, 0, "{made:?}");
    let world = world.without_runtime();
    let told = world.lore("./narrow", &["doctor"]);
    assert_eq!(told.code, 1, "{told:?}");
    assert!(told.stdout.contains("needs ONNX Runtime"), "{told:?}");
    assert!(!told.stdout.contains("lore reembed"), "{told:?}");
    assert!(!told.stdout.contains("\n: "), "{told:?}");
    let found = world.lore("./narrow", &["search", "retries", "--mode", "semantic"]);
    assert_eq!(found.code, 1, "nothing can be compared: {found:?}");
    assert!(found.stderr.contains("needs ONNX Runtime"), "{found:?}");
    let found = world.lore("./narrow", &["search", "webhook"]);
    assert_eq!(found.code, 0, "words answer: {found:?}");
}

#[test]
fn vectors_of_another_model_than_the_one_in_use_are_told_of() {
    let Some(world) = World::with_runtime() else {
        return;
    };
    world.place.lore(&["store", TEXT, "--repo", "shop"]);
    let found = world.lore("./wide", &["search", "retries"]);
    let told = "goes by the vectors of all-MiniLM-L6-v2-int8, which is not the model in use; `lore reembed`";
    assert!(found.stderr.contains(told), "{found:?}");
    assert_eq!(world.lore("./wide", &["reembed"]).code, 0);
    let found = world.lore("./wide", &["search", "retries"]);
    assert_eq!((found.code, found.stderr.as_str()), (0, ""), "{found:?}");
}

#[test]
fn under_a_wider_model_a_mixture_in_the_shared_table_harms_nobody() {
    let Some(world) = World::with_runtime() else {
        return;
    };
    for text in [TEXT, "postgres vacuum nightly"] {
        world.place.lore(&["store", text, "--repo", "shop"]);
    }
    let some = world.lore("./narrow", &["reembed", "--match", "vacuum"]);
    assert_eq!(some.code, 0, "{some:?}");
    let advice = "`lore reembed` makes them one";
    let listed = world.lore("./narrow", &["models"]);
    assert!(listed.stdout.contains(advice), "{listed:?}");
    assert_eq!(world.lore("./wide", &["reembed"]).code, 0);
    let listed = world.lore("./wide", &["models"]);
    assert!(!listed.stdout.contains(advice), "{listed:?}");
}

#[test]
fn a_folder_is_advised_as_the_config_file_takes_it() {
    let Some(world) = World::with_runtime() else {
        return;
    };
    world.place.lore(&["store", TEXT, "--repo", "shop"]);
    let arguments = ["reembed", "--model", "../narrow"];
    let ran = world.run(&mut world.place.command(&arguments));
    assert_eq!(ran.code, 0, "{ran:?}");
    let (_, advised) = ran.stderr.split_once("model = \"").unwrap();
    let (advised, _) = advised.split_once('"').unwrap();
    let same = world.lore(advised, &["reembed", "--dry-run", "--json"]);
    assert_eq!(
        (same.code, &same.json()["needed"]),
        (0, &0.into()),
        "{same:?}"
    );
}

#[test]
fn what_is_no_tokenizer_is_named() {
    let Some(world) = World::with_runtime() else {
        return;
    };
    let tokenizer = world.place.path().join("wide/tokenizer.json");
    fs::write(tokenizer, "{}").unwrap();
    world.place.lore(&["store", TEXT, "--repo", "shop"]);
    let ran = world.lore("./wide", &["reembed"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stderr.contains("its tokenizer.json is no tokenizer"),
        "{ran:?}"
    );
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let world = World::new();
    let model = world.place.path().join("wide/model.onnx");
    fs::remove_file(&model).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(&model)
            .status()
            .unwrap()
            .success()
    );
    world.place.lore(&["store", TEXT, "--repo", "shop"]);
    let ran = world.lore("./wide", &["reembed"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("it has no ONNX file"), "{ran:?}");
}
