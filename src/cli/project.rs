//! The name of the project one stands in: the git repository's, else the folder's.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The name of the git repository that `folder` lies in: that of its main worktree's folder, also
/// from a linked worktree or a sub-folder. `None` outside of git.
#[must_use]
pub fn git_repository_name(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    folder
        .ancestors()
        .find_map(|ancestor| main_folder(ancestor).or_else(|| bare_repository(ancestor)))
        .and_then(|main| folder_name(&main))
}

/// The last part of a path, as a repository's name: without the dots of a hidden folder and the
/// `.git` of a bare repository.
#[must_use]
pub fn folder_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    let name = name.trim_start_matches('.');
    let name = match name.strip_suffix(".git") {
        Some(stem) if !stem.is_empty() => stem,
        _ => name,
    };
    (!name.is_empty()).then(|| name.to_owned())
}

/// The main worktree of the repository whose worktree `folder` is, or what stands for it.
fn main_folder(folder: &Path) -> Option<PathBuf> {
    let dot_git = folder.join(".git");
    if dot_git.is_dir() {
        return is_git_folder(&dot_git).then(|| folder.to_owned());
    }
    // A worktree that is not the main one, and a submodule, have a file that tells where to look.
    let pointer = fs::read_to_string(&dot_git).ok()?;
    let git_folder = folder.join(pointer.strip_prefix("gitdir:")?.trim());
    if !git_folder.join("HEAD").is_file() {
        return None;
    }
    // Only a linked worktree's git folder names a common one; a submodule is a repository itself.
    let Ok(common) = fs::read_to_string(git_folder.join("commondir")) else {
        return Some(folder.to_owned());
    };
    let common = git_folder.join(common.trim()).canonicalize().ok()?;
    if common.file_name()? == ".git" {
        return common.parent().map(Path::to_owned);
    }
    Some(common)
}

/// The folder itself when it is a repository without a main worktree.
fn bare_repository(folder: &Path) -> Option<PathBuf> {
    let inside_worktree = folder.file_name()? == ".git";
    (!inside_worktree && is_git_folder(folder)).then(|| folder.to_owned())
}

fn is_git_folder(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn git(folder: &Path, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
            .args([
                "-c",
                "protocol.file.allow=always",
                "-c",
                "init.defaultBranch=main",
            ])
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

    /// A temporary folder with the repository `shop`, which has one commit.
    fn shop() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "-q", "shop"]);
        git(
            &folder.path().join("shop"),
            &["commit", "-q", "--allow-empty", "-m", "x"],
        );
        folder
    }

    fn name(folder: &Path) -> Option<String> {
        git_repository_name(folder)
    }

    #[test]
    fn a_repository_is_named_by_its_folder() {
        let folder = shop();
        let deep = folder.path().join("shop/src/deep");
        fs::create_dir_all(&deep).unwrap();
        assert_eq!(name(&folder.path().join("shop")).as_deref(), Some("shop"));
        assert_eq!(name(&deep).as_deref(), Some("shop"));
        assert_eq!(
            name(&folder.path().join("shop/.git/refs")).as_deref(),
            Some("shop")
        );
    }

    #[test]
    fn a_linked_worktree_has_the_main_one_s_name() {
        let folder = shop();
        git(
            &folder.path().join("shop"),
            &["worktree", "add", "-q", "../fix-login"],
        );
        let deep = folder.path().join("fix-login/src");
        fs::create_dir_all(&deep).unwrap();
        assert_eq!(name(&deep).as_deref(), Some("shop"));
    }

    #[test]
    fn a_linked_worktree_of_a_bare_repository_has_that_one_s_name() {
        let folder = shop();
        git(
            folder.path(),
            &["clone", "-q", "--bare", "shop", "store.git"],
        );
        git(
            &folder.path().join("store.git"),
            &["worktree", "add", "-q", "../tree"],
        );
        assert_eq!(name(&folder.path().join("tree")).as_deref(), Some("store"));
        assert_eq!(
            name(&folder.path().join("store.git")).as_deref(),
            Some("store")
        );
    }

    #[test]
    fn a_submodule_is_its_own_repository() {
        let folder = shop();
        git(folder.path(), &["clone", "-q", "shop", "app"]);
        let app = folder.path().join("app");
        git(
            &app,
            &["submodule", "--quiet", "add", "../shop", "vendor/cart"],
        );
        assert_eq!(name(&app.join("vendor/cart")).as_deref(), Some("cart"));
    }

    #[test]
    fn outside_of_git_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".git"), "gitdir: nowhere").unwrap();
        assert_eq!(name(folder.path()), None);
        assert_eq!(name(&folder.path().join("missing")), None);
    }

    #[test]
    fn names_have_no_leading_dots() {
        assert_eq!(folder_name(Path::new("/")), None);
        assert_eq!(
            folder_name(Path::new("/a/.dotfiles")).as_deref(),
            Some("dotfiles")
        );
        assert_eq!(folder_name(Path::new("/a/x.git")).as_deref(), Some("x"));
    }
}
