//! The ONNX Runtime library for tests: of the environment, else of the Python package, which is put
//! among the test's files once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Where the package is kept from run to run.
const KEPT: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/onnxruntime");

/// The library, or nothing, with a word why, where it cannot be had.
pub fn library() -> Option<PathBuf> {
    static LIBRARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match LIBRARY.get_or_init(find) {
        Ok(library) => Some(library.clone()),
        Err(reason) => {
            eprintln!("skipped: no ONNX Runtime for this test: {reason}");
            None
        }
    }
}

fn find() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty()) {
        return Ok(named.into());
    }
    let kept = Path::new(KEPT);
    if let Some(library) = library_in(kept) {
        return Ok(library);
    }
    install(kept)?;
    library_in(kept).ok_or_else(|| "the package has no library for this system".to_owned())
}

/// Installs the package aside and puts it into its place at one stroke: runs may go on side by side.
fn install(kept: &Path) -> Result<(), String> {
    let around = kept.parent().unwrap_or(kept);
    fs::create_dir_all(around).map_err(|error| error.to_string())?;
    let aside = tempfile::tempdir_in(around).map_err(|error| error.to_string())?;
    let installed = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"])
        .arg(aside.path())
        .arg("onnxruntime")
        .output()
        .map_err(|error| format!("python3 does not run: {error}"))?;
    if !installed.status.success() {
        let told = String::from_utf8_lossy(&installed.stderr);
        let last = told.lines().last().unwrap_or_default();
        return Err(format!("pip cannot install onnxruntime: {last}"));
    }
    // Another run may have been faster.
    fs::rename(aside.path(), kept).ok();
    Ok(())
}

fn library_in(package: &Path) -> Option<PathBuf> {
    let names = ["libonnxruntime.", "onnxruntime.dll"];
    let mut found: Vec<PathBuf> = fs::read_dir(package.join("onnxruntime/capi"))
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
