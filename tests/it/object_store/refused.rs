//! What is not done in object stores, or not by this program, is refused with what to do.

use lore::{service::Lore, store};

use super::bucket::Bucket;

#[test]
fn a_kind_of_store_that_is_not_there_says_so() {
    let bucket = Bucket::in_folder();
    let refused = bucket.lore(&["--store", "ftp://host/x", "list"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("s3://"), "{}", refused.stderr);
    if !cfg!(feature = "s3") {
        for command in [["store", "text"].as_slice(), &["list"]] {
            let mut arguments = vec!["--store", "s3://bucket/x"];
            arguments.extend(command);
            let refused = bucket.lore(&arguments);
            assert_eq!(refused.code, 2, "{}", refused.stderr);
            assert!(
                refused.stderr.contains("--features s3"),
                "{}",
                refused.stderr
            );
            assert_eq!(refused.stderr.trim_end().lines().count(), 1);
        }
    }
}

#[test]
fn what_cannot_be_reached_is_not_taken_for_empty() {
    let bucket = Bucket::in_folder();
    let file = bucket.path().join("in.jsonl");
    std::fs::write(&file, "{\"text\": \"some text\"}\n").unwrap();
    let file = file.to_str().unwrap();
    let mut places = vec!["ftp://host/x"];
    if !cfg!(feature = "s3") {
        places.push("s3://bucket/x");
    }
    for place in places {
        assert!(Lore::is_there(place.as_ref()), "{place}");
        for command in [["import", file, "--dry-run"].as_slice(), &["models"]] {
            let mut arguments = vec!["--store", place];
            arguments.extend(command);
            let refused = bucket.lore(&arguments);
            assert_eq!(refused.code, 2, "{command:?}: {}", refused.stderr);
            assert!(refused.stderr.contains(place), "{}", refused.stderr);
        }
    }
    // Where nothing is, everything would be new.
    let counted = bucket.lore(&["import", file, "--dry-run"]);
    assert_eq!(counted.code, 0, "{}", counted.stderr);
}

#[test]
fn a_url_is_no_folder_of_this_machine() {
    let bucket = Bucket::in_folder();
    bucket.store("shop", "text");
    let work = bucket.path().join("work");
    assert_eq!(std::fs::read_dir(work).unwrap().count(), 0);
}

#[test]
fn what_would_have_to_be_vouched_for_is_refused() {
    for bucket in Bucket::all() {
        let id = bucket.store("shop", "text");
        for more in [[id.as_str(), "--yes"], ["--trash", "--yes"]] {
            let refused = bucket.lore(&["purge", more[0], more[1]]);
            assert_eq!(refused.code, 2, "{}", refused.stderr);
            assert!(refused.stderr.contains("lore rm"), "{}", refused.stderr);
        }
        assert_eq!(bucket.lore(&["show", &id]).code, 0);
    }
}

#[test]
fn who_may_not_look_hears_why() {
    let Some(bucket) = Bucket::on_server() else {
        return;
    };
    bucket.store("shop", "text");
    for arguments in [["list"].as_slice(), &["store", "more"], &["doctor"]] {
        let mut command = bucket.command(arguments);
        command.env("AWS_SECRET_ACCESS_KEY", "another");
        let refused = crate::cli::program::ran(command.output().unwrap());
        assert_eq!(refused.code, 1, "{}", refused.stderr);
        assert!(refused.stderr.contains("credentials"), "{}", refused.stderr);
    }
}

#[tokio::test]
async fn a_library_is_told_the_same() {
    let opened = Lore::open("ftp://host/x".as_ref()).await;
    let refused = opened.unwrap_err().to_string();
    assert!(refused.contains("s3://"), "{refused}");
    let bucket = Bucket::in_folder();
    let opened = store::Store::open(&bucket.location()).await;
    assert!(opened.unwrap_err().is_not_found());
}
