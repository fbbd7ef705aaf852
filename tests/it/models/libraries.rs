//! Libraries that are named as ONNX Runtime and are not.

#![cfg(target_os = "linux")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::onnx_file;
use crate::cli::program::Place;

/// There is no way into it.
const NO_BASE: &str = "const void *OrtGetApiBase(void) { return 0; }";

/// It says that it is new enough, and gives nothing.
const NO_API: &str = r#"
static const char *version(void) { return "1.99.0"; }
static const void *api(unsigned wanted) { (void)wanted; return 0; }
static const struct { const void *(*api)(unsigned); const char *(*version)(void); } base = { api, version };
const void *OrtGetApiBase(void) { return &base; }
"#;

fn compile(folder: &Path, source: &str) -> PathBuf {
    let (code, library) = (folder.join("made.c"), folder.join("made.so"));
    fs::write(&code, source).unwrap();
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &code])
        .status()
        .unwrap();
    assert!(compiled.success());
    library
}

#[test]
fn a_library_that_gives_nothing_is_named_and_nothing_panics() {
    for source in [NO_BASE, NO_API] {
        let place = Place::with_legacy_store();
        let model = place.path().join("tiny");
        fs::create_dir(&model).unwrap();
        onnx_file::write(&model, 384);
        let arguments = ["reembed", "--model", model.to_str().unwrap()];
        let mut command = place.command(&arguments);
        // A bare name is that of a file in this folder.
        compile(&place.path().join("work"), source);
        let ran = command.env("ORT_DYLIB_PATH", "made.so").output().unwrap();
        let told = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(1), "{told}");
        assert!(told.contains("work/made.so: it does not give"), "{told}");
        assert!(!told.contains("panic"), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

#[test]
fn a_file_that_is_no_library_is_not_taken_for_one() {
    let place = Place::with_new_store();
    let text = place.path().join("libonnxruntime.so");
    fs::write(&text, "root:x:0:0:root:/root:/bin/sh").unwrap();
    let mut command = place.command(&["models"]);
    let ran = command.env("ORT_DYLIB_PATH", &text).output().unwrap();
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(told.contains("is no such library and holds none"), "{told}");
    assert!(!told.contains("ONNX Runtime: "), "{told}");
}
