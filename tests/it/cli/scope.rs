//! Under which repository and project `lore store` files an entry.

use std::{fs, path::Path, process::Command};

use super::program::{Place, ran};

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Stores from a folder and tells repository and project.
fn stored_from(place: &Place, folder: &Path, extra: &[&str]) -> (String, String) {
    let arguments = [&["store", "x", "--json"], extra].concat();
    let output = place
        .command(&arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let ran = ran(output);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let made = ran.json();
    let field = |name: &str| made[name].as_str().unwrap().to_owned();
    (field("repository"), field("project_id"))
}

fn pair(repository: &str, project: &str) -> (String, String) {
    (repository.to_owned(), project.to_owned())
}

#[test]
fn in_git_the_repository_gives_its_name() {
    let place = Place::with_new_store();
    let shop = place.path().join("shop");
    let deep = shop.join("src/deep");
    fs::create_dir_all(&deep).unwrap();
    git(&shop, &["init", "-q"]);
    git(&shop, &["commit", "-q", "--allow-empty", "-m", "x"]);
    git(&shop, &["worktree", "add", "-q", "../fix-login"]);

    assert_eq!(stored_from(&place, &shop, &[]), pair("shop", "shop"));
    assert_eq!(stored_from(&place, &deep, &[]), pair("shop", "shop"));
    assert_eq!(
        stored_from(&place, &place.path().join("fix-login"), &[]),
        pair("shop", "shop")
    );
    assert_eq!(
        stored_from(&place, &deep, &["--project", "api"]),
        pair("shop", "api")
    );
    assert_eq!(
        stored_from(&place, &deep, &["--repo", "other"]),
        pair("other", "other")
    );
}

#[test]
fn outside_of_git_the_flags_and_then_the_folder_do() {
    let place = Place::with_new_store();
    let folder = place.path().join(".notes");
    fs::create_dir(&folder).unwrap();
    assert_eq!(stored_from(&place, &folder, &[]), pair("notes", "notes"));
    assert_eq!(
        stored_from(&place, &folder, &["--project", "api"]),
        pair("api", "api")
    );
    assert_eq!(
        stored_from(&place, &folder, &["--repo", "shop"]),
        pair("shop", "shop")
    );
    assert_eq!(
        stored_from(&place, &folder, &["--repo", "shop", "--project", "api"]),
        pair("shop", "api")
    );
}
