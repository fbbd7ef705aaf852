//! Places in object stores, and the program on them.

use std::{
    env,
    path::{Path, PathBuf},
    process::{self, Command},
    sync::atomic::{AtomicUsize, Ordering},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::program::{Place, Ran, ran};

/// Names a bucket of a server that may be written to, such as `s3://lore-test`.
const VARIABLE: &str = "LORE_TEST_OBJECT_STORE";

/// How the variables begin by which a server and the right to use it are named.
const CREDENTIALS: [&str; 3] = ["AWS_", "GOOGLE_", "AZURE_"];

/// So that every test has a place of its own in the bucket.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// A place of its own in an object store, in which no store is yet.
pub struct Bucket {
    program: Place,
    store: String,
    /// Keeps the folder that stands for an object store.
    folder: Option<TempDir>,
}

impl Bucket {
    /// One of each kind that can be tried here.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::in_folder()];
        all.extend(Self::on_server());
        all
    }

    /// A folder that is reached as an object store is.
    pub fn in_folder() -> Self {
        let folder = TempDir::new().unwrap();
        Self {
            program: Place::empty(),
            store: format!("file-object-store://{}/store", folder.path().display()),
            folder: Some(folder),
        }
    }

    /// In the bucket that the environment names.
    pub fn on_server() -> Option<Self> {
        let Ok(bucket) = env::var(VARIABLE) else {
            eprintln!(
                "skipped on a server: {VARIABLE} names no bucket; scripts/test-object-store.sh does"
            );
            return None;
        };
        let number = TAKEN.fetch_add(1, Ordering::Relaxed);
        Some(Self {
            program: Place::empty(),
            store: format!("{bucket}/test-{}-{number}", process::id()),
            folder: None,
        })
    }

    /// Another place of the same kind.
    pub fn another(&self) -> Self {
        if self.folder.is_some() {
            Self::in_folder()
        } else {
            Self::on_server().unwrap()
        }
    }

    /// What `--store` takes.
    pub fn location(&self) -> PathBuf {
        PathBuf::from(&self.store)
    }

    /// A folder for files of the test.
    pub fn path(&self) -> &Path {
        self.program.path()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program.command(arguments);
        command.env("LORE_STORE", &self.store);
        let passed = |name: &str| CREDENTIALS.iter().any(|start| name.starts_with(start));
        command.envs(env::vars().filter(|(name, _)| passed(name)));
        command
    }

    pub fn lore(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    /// What a command answers, which must succeed.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        let ran = self.lore(&all);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        ran.json()
    }

    /// Stores an entry, and tells its id.
    pub fn store(&self, repository: &str, text: &str) -> String {
        let stored = self.lore(&["store", text, "--repo", repository, "--project", "p"]);
        assert_eq!(stored.code, 0, "{}", stored.stderr);
        stored.stdout.trim().to_owned()
    }
}
