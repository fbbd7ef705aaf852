//! The ONNX Runtime library for tests: of the environment, else of the Python package, put into a
//! temporary place once a run.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use tempfile::TempDir;

/// The library, or nothing, with a word why, where it cannot be had.
pub fn library() -> Option<PathBuf> {
    static LIBRARY: OnceLock<Result<(PathBuf, Option<TempDir>), String>> = OnceLock::new();
    match LIBRARY.get_or_init(find) {
        Ok((library, _)) => Some(library.clone()),
        Err(reason) => {
            eprintln!("skipped: no ONNX Runtime for this test: {reason}");
            None
        }
    }
}

fn find() -> Result<(PathBuf, Option<TempDir>), String> {
    if let Some(named) = std::env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty()) {
        return Ok((named.into(), None));
    }
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let target = folder.path().to_string_lossy().into_owned();
    let arguments = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        &target,
    ];
    let installed = Command::new("python3")
        .args(arguments)
        .arg("onnxruntime")
        .output()
        .map_err(|error| format!("python3 does not run: {error}"))?;
    if !installed.status.success() {
        let told = String::from_utf8_lossy(&installed.stderr);
        let last = told.lines().last().unwrap_or_default();
        return Err(format!("pip cannot install onnxruntime: {last}"));
    }
    let library = newest(&folder.path().join("onnxruntime/capi"));
    let library = library.ok_or("the package onnxruntime has no library for this system")?;
    Ok((library, Some(folder)))
}

fn newest(folder: &Path) -> Option<PathBuf> {
    let names = ["libonnxruntime.so", "libonnxruntime.", "onnxruntime.dll"];
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            names.iter().any(|start| name.starts_with(start))
        })
        .collect();
    found.sort();
    found.pop()
}
