//! Models on the command line.

use crate::cli::program::Place;

#[test]
fn the_list_needs_no_store_and_tells_what_is_in_use() {
    let place = Place::with_new_store();
    let list = place.lore(&["models", "--json"]).json();
    let models = list["models"].as_array().unwrap();
    assert_eq!(list["total"], models.len());
    assert_eq!(models[0]["name"], list["in_use"]);
    assert_eq!(models[0]["width"], 384);
    let here = models.iter().filter(|one| one["here"] == true).count();
    assert_eq!(here, 1, "nothing is downloaded unasked");
    assert_eq!(list["repositories"].as_array().unwrap().len(), 0);
    assert!(!place.store().exists());
}

#[test]
fn the_list_tells_which_model_made_which_vectors() {
    let place = Place::with_legacy_store();
    let told = place.lore(&["models"]).stdout;
    assert!(
        told.contains("statushub: ") && told.contains("of no known model"),
        "{told}"
    );
    assert_eq!(place.lore(&["reembed"]).code, 0);
    let list = place.lore(&["models", "--json"]).json();
    for repository in list["repositories"].as_array().unwrap() {
        let name = list["in_use"].as_str().unwrap();
        assert_eq!(repository["models"][name], repository["entries"]);
    }
}

#[test]
fn a_model_that_there_is_not_is_wrong_usage() {
    let place = Place::with_legacy_store();
    for arguments in [
        ["reembed", "--model", "no-such-model"],
        ["models", "get", "no-such-model"],
    ] {
        let ran = place.lore(&arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains("`lore models` lists them"), "{ran:?}");
        assert_eq!(ran.stderr.lines().count(), 1);
    }
}

#[test]
fn only_vectors_that_are_there_and_not_in_use_can_be_removed() {
    let place = Place::with_legacy_store();
    let in_use = place.lore(&["models", "--json"]).json()["in_use"].clone();
    let ran = place.lore(&["models", "drop", in_use.as_str().unwrap(), "--yes"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    let ran = place.lore(&["models", "drop", "of-nobody"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{ran:?}");

    let table = place.store().join("statushub/lore_vectors_of-eight.lance");
    std::fs::create_dir_all(table.join("data")).unwrap();
    std::fs::write(table.join("data/some.lance"), [7; 1_000]).unwrap();
    let shown = place.lore(&["models", "drop", "of-eight", "--json"]).json();
    assert_eq!(shown["repositories"]["statushub"], 1_000, "{shown}");
    assert!(shown["removed"] == false && table.exists());
    let ran = place.lore(&["models", "drop", "of-eight", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("removed"), "{ran:?}");
    assert!(!table.exists());
}

#[test]
fn a_model_that_is_not_here_is_told_with_the_way_to_get_it() {
    let place = Place::with_legacy_store();
    let ran = place.lore(&["reembed", "--model", "bge-small-en-v1.5"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stderr.contains("lore models get bge-small-en-v1.5"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("by hand: put onnx/model.onnx"),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("panic"), "{ran:?}");
}

#[test]
fn without_a_runtime_there_are_instructions_and_no_panic() {
    let place = Place::with_legacy_store();
    let model = place.path().join("my-model");
    std::fs::create_dir_all(&model).unwrap();
    std::fs::write(model.join("model.onnx"), b"m").unwrap();
    std::fs::write(model.join("tokenizer.json"), b"{}").unwrap();
    let mut command = place.command(&["reembed", "--model", model.to_str().unwrap()]);
    command.env("ORT_DYLIB_PATH", place.path().join("none"));
    let ran = command.output().unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{told}");
    assert!(
        told.contains("ONNX Runtime") && told.contains("ORT_DYLIB_PATH"),
        "{told}"
    );
    assert!(!told.contains("panic"), "{told}");
}

#[test]
fn entries_are_stored_even_if_the_model_of_the_config_is_not_here() {
    let place = Place::with_new_store();
    let config = place.path().join("lore.toml");
    std::fs::write(&config, "model = 'bge-small-en-v1.5'\n").unwrap();
    let config = config.to_str().unwrap();
    let stored = place.lore(&[
        "store",
        "The gateway retries twice",
        "--repo",
        "shop",
        "--config",
        config,
    ]);
    assert_eq!(stored.code, 0, "{stored:?}");
    let found = place
        .lore(&["search", "retries", "--json", "--config", config])
        .json();
    assert_eq!(found["total"], 1);
}
