//! Where the library may be.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf, absolute},
};

use crate::embed::{Error, Result};

/// Names the library, above the usual places and below the config file.
const VARIABLE: &str = "ORT_DYLIB_PATH";

/// What the library's file begins with. Those of its providers have an underscore behind the name.
const NAME: &str = if cfg!(windows) {
    "onnxruntime."
} else {
    "libonnxruntime."
};

const ENDING: &str = if cfg!(windows) {
    "dll"
} else if cfg!(target_os = "macos") {
    "dylib"
} else {
    "so"
};

/// What any library's file begins with; of macOS, one for one kind of processor or for several.
const STARTS: &[[u8; 4]] = if cfg!(windows) {
    &[*b"MZ\x90\0"]
} else if cfg!(target_os = "macos") {
    &[[0xcf, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe]]
} else {
    &[*b"\x7fELF"]
};

/// Folders of libraries.
const FOLDERS: [&str; 9] = [
    "/usr/local/lib",
    "/usr/lib",
    "/usr/lib64",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/opt/onnxruntime/lib",
    "/opt/homebrew/lib",
    "/home/linuxbrew/.linuxbrew/lib",
    "/usr/local/opt/onnxruntime/lib",
];

/// Where Python packages are, behind the folder of an environment: with the version of Python
/// where the star is.
const PACKAGES: [(&str, &str); 3] = [
    ("lib", "site-packages/onnxruntime/capi"),
    ("lib", "dist-packages/onnxruntime/capi"),
    ("lib64", "site-packages/onnxruntime/capi"),
];

/// The library: the one that the user names, else the newest of the first place that has any.
pub(in crate::embed) fn find(configured: Option<&Path>, needed_by: &str) -> Result<PathBuf> {
    let variable = env::var_os(VARIABLE).filter(|value| !value.is_empty());
    let named = [
        (
            configured.map(Path::to_owned),
            "`onnxruntime` of the config file",
        ),
        (variable.map(PathBuf::from), VARIABLE),
    ];
    for (path, source) in named {
        let Some(path) = path else { continue };
        // A bare name would be looked for among the system's libraries.
        let path = absolute(&path).unwrap_or(path);
        return in_place(&path).ok_or_else(|| {
            Error::NoRuntime(format!(
                "{needed_by} needs ONNX Runtime, and {}, which {source} names, is no such library and holds none",
                path.display()
            ))
        });
    }
    usual_places(&Surroundings::of_process())
        .iter()
        .find_map(|folder| in_place(folder))
        .ok_or_else(|| missing(needed_by))
}

fn missing(needed_by: &str) -> Error {
    Error::NoRuntime(format!(
        "{needed_by} needs ONNX Runtime 1.{} or newer, which is not on this machine: `pip install onnxruntime` brings it, as do the packages at github.com/microsoft/onnxruntime/releases; where lore does not find it, name the file in the config file, onnxruntime = \"/path/to/{NAME}{ENDING}\", or in {VARIABLE}",
        ort::MINOR_VERSION
    ))
}

/// What the usual places depend on.
struct Surroundings {
    home: Option<PathBuf>,
    program: Option<PathBuf>,
    environment: Option<PathBuf>,
}

impl Surroundings {
    fn of_process() -> Self {
        let program = env::current_exe().ok();
        Self {
            home: env::home_dir(),
            program: program.and_then(|program| Some(program.parent()?.to_owned())),
            environment: env::var_os("VIRTUAL_ENV").map(PathBuf::from),
        }
    }
}

/// The folders to look into, in order.
fn usual_places(around: &Surroundings) -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = around.program.iter().cloned().collect();
    places.extend(
        around
            .environment
            .iter()
            .flat_map(|prefix| packages(prefix)),
    );
    places.extend(FOLDERS.map(PathBuf::from));
    if let Some(home) = &around.home {
        places.push(home.join(".local/lib"));
        places.extend(packages(&home.join(".local")));
    }
    places.extend(
        ["/usr/local", "/usr"]
            .iter()
            .flat_map(|prefix| packages(Path::new(prefix))),
    );
    places
}

/// Where the Python packages of an environment would have the library.
fn packages(prefix: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for (libraries, package) in PACKAGES {
        let mut versions: Vec<PathBuf> = fs::read_dir(prefix.join(libraries))
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("python3"))
            .map(|entry| entry.path().join(package))
            .collect();
        versions.sort();
        versions.reverse();
        found.extend(versions);
    }
    found
}

/// The library that a path names, or the newest in the folder that it names.
fn in_place(path: &Path) -> Option<PathBuf> {
    if is_library(path) {
        return Some(path.to_owned());
    }
    let mut found: Vec<(Vec<u32>, PathBuf)> = fs::read_dir(path)
        .ok()?
        .flatten()
        .filter_map(|entry| Some((version(&entry.file_name())?, entry.path())))
        .filter(|(_, path)| is_library(path))
        .collect();
    found.sort();
    found.pop().map(|(_, path)| path)
}

/// Whether a file begins as the libraries of this system do.
fn is_library(path: &Path) -> bool {
    let mut start = [0; 4];
    path.is_file()
        && File::open(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok())
        && STARTS.contains(&start)
}

/// The version in a library's name, empty where it has none; nothing when it is another's name.
fn version(name: &OsStr) -> Option<Vec<u32>> {
    let rest = name.to_str()?.strip_prefix(NAME)?;
    let mut parts = rest.split('.');
    parts.clone().find(|part| *part == ENDING)?;
    let mut version = Vec::new();
    parts.try_for_each(|part| {
        if part != ENDING {
            version.push(part.parse().ok()?);
        }
        Some(())
    })?;
    Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_told_by_their_names() {
        let versions = |name: &str| version(OsStr::new(name));
        let file = |version: &str| match ENDING {
            "so" => format!("{NAME}so{version}"),
            ending => format!("{NAME}{}{ending}", version.trim_start_matches('.')),
        };
        assert_eq!(versions(&file("")), Some(vec![]));
        for other in [
            "libonnxruntime_providers_shared.so",
            "libonnx.so",
            "onnxruntime",
            "libonnxruntime.so.txt",
        ] {
            assert_eq!(versions(other), None, "{other}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn of_several_the_newest_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "libonnxruntime.so.1.9.0",
            "libonnxruntime.so.1.24.1",
            "libonnxruntime.so.1.24",
        ] {
            std::fs::write(folder.path().join(name), STARTS[0]).unwrap();
        }
        std::fs::write(folder.path().join("libonnxruntime.so.1.99"), b"no library").unwrap();
        let newest = folder.path().join("libonnxruntime.so.1.24.1");
        assert_eq!(in_place(folder.path()), Some(newest.clone()));
        assert_eq!(in_place(&newest), Some(newest));
        assert_eq!(in_place(&folder.path().join("none")), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_package_of_a_python_environment_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let package = folder
            .path()
            .join("lib/python3.11/site-packages/onnxruntime/capi");
        std::fs::create_dir_all(&package).unwrap();
        let library = package.join("libonnxruntime.so.1.27.0");
        std::fs::write(&library, STARTS[0]).unwrap();
        let around = Surroundings {
            home: None,
            program: None,
            environment: Some(folder.path().to_owned()),
        };
        let found = usual_places(&around)
            .iter()
            .find_map(|place| in_place(place));
        assert_eq!(found, Some(library));
    }

    #[test]
    fn what_is_named_and_not_there_is_told_with_who_named_it() {
        let error = find(Some(Path::new("/no/such/library")), "the model m").unwrap_err();
        let told = error.to_string();
        assert!(
            told.contains("/no/such/library") && told.contains("config"),
            "{told}"
        );
        let told = missing("the model m").to_string();
        assert!(
            told.contains("pip install onnxruntime") && told.contains(VARIABLE),
            "{told}"
        );
        assert!(!told.contains('\n'));
    }
}
