//! The official Python SDK lists and calls every tool, on standard input and output and on `/mcp`.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cli::program::Place,
    http::server::{Server, TOKEN},
};

/// The SDK of the Model Context Protocol.
const PACKAGE: &str = "mcp==2.3.0";

/// A folder of the caller's choice for the package, kept between builds.
const HOME: &str = "LORE_TEST_MCP_HOME";

/// Where the package is installed, outside the source tree; or why it is not.
fn sdk_home() -> Result<PathBuf, String> {
    let home = std::env::var_os(HOME).map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("mcp-python-2.3.0"),
        PathBuf::from,
    );
    if home.join("mcp").is_dir() {
        return Ok(home);
    }
    let parent = home.parent().ok_or("the folder has no parent")?;
    fs::create_dir_all(parent).map_err(|error| error.to_string())?;
    // Installed aside and moved, so that a run that was stopped leaves no half of it.
    let aside = tempfile::tempdir_in(parent).map_err(|error| error.to_string())?;
    let made = aside.path().join("home");
    let pip = Command::new("python3")
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--retries", "1", "--timeout", "30", "--target"])
        .arg(&made)
        .arg(PACKAGE)
        .output()
        .map_err(|error| format!("python3 cannot be run: {error}"))?;
    if !pip.status.success() {
        let words = String::from_utf8_lossy(&pip.stderr);
        return Err(format!("pip install {PACKAGE} failed: {}", words.trim()));
    }
    match fs::rename(&made, &home) {
        Err(error) if !home.is_dir() => Err(error.to_string()),
        _ => Ok(home),
    }
}

fn run_client(home: &Path, arguments: &[&str]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mcp/client.py");
    let output = Command::new("python3")
        .arg(script)
        .args(arguments)
        .env("PYTHONPATH", home)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complained}");
    assert_eq!(told.matches("every tool and resource").count(), 2, "{told}");
}

#[test]
fn the_official_client_calls_every_tool() {
    let home = match sdk_home() {
        Ok(home) => home,
        Err(reason) => {
            // Past the test harness, which would swallow it: a test that did not run must say so.
            writeln!(
                io::stderr(),
                "skipped: the MCP SDK is not at hand: {reason}"
            )
            .unwrap();
            return;
        }
    };
    let place = Place::with_new_store();
    let program = env!("CARGO_BIN_EXE_lore");
    run_client(&home, &["stdio", program, place.store().to_str().unwrap()]);

    let place = Place::with_new_store();
    let server = Server::start(&place);
    let url = format!("http://{}/mcp", server.address);
    run_client(&home, &["http", &url, TOKEN]);
}
