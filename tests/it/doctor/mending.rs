//! Mending makes a store small, keeps every row, and is in nobody's way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use lore::{
    domain::{
        change::Action,
        diagnosis::Problem,
        filter::Filter,
        search::{SearchMode, SearchRequest, Sort},
    },
    service::{Cancel, Care, Lore},
};

use super::{ALL_OLD, diagnose, everything, leave, mend, one_by_one, problems, repository, row};

#[tokio::test]
async fn few_files_are_made_of_many_and_every_row_stays() {
    let folder = tempfile::tempdir().unwrap();
    let repository = repository(folder.path()).await;
    one_by_one(&repository, 0..150).await;
    let table = repository.database().join("orchestra_knowledge.lance");
    let old = leave(&table, "old.lance", Duration::from_hours(48));
    let young = leave(&table, "young.lance", Duration::ZERO);
    let before = everything(folder.path()).await;
    let bytes = repository.bytes().await.unwrap();
    let told = problems(&diagnose(folder.path()).await);
    assert!(
        told.contains(&Problem::Fragments) && told.contains(&Problem::Orphans),
        "{told:?}"
    );
    let pinned = repository.snapshot().await.unwrap();

    // What may be in use stays, and so does a picture of an earlier moment.
    let mended = mend(folder.path(), Care::default()).await;
    assert_eq!(mended.repositories.len(), 1);
    let tidied = mended.repositories[0].1;
    assert_eq!((tidied.versions, tidied.orphans), (0, 1));
    assert!(tidied.steps > 0);
    assert!(!old.exists() && young.exists());
    assert_eq!(pinned.find("e7").await.unwrap().len(), 1);
    assert_eq!(repository.snapshot().await.unwrap().shape(), (150, 0, 1));
    assert_eq!(everything(folder.path()).await, before);
    let told = problems(&diagnose(folder.path()).await);
    assert_eq!(told, [Problem::UnknownVectors]);

    let mended = mend(folder.path(), ALL_OLD).await;
    assert!(mended.repositories[0].1.versions >= 150);
    let now = repository.bytes().await.unwrap();
    assert!(now < bytes / 2, "{bytes} bytes became {now}");
    assert_eq!(everything(folder.path()).await, before);

    // There is nothing left to do.
    let again = mend(folder.path(), ALL_OLD).await.repositories[0].1;
    assert_eq!((again.steps, again.versions, again.orphans), (0, 0, 0));
}

#[tokio::test]
async fn what_lore_changed_can_be_taken_back_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let repository = repository(folder.path()).await;
    one_by_one(&repository, 0..40).await;
    let before = everything(folder.path()).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    let listing = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
    let entries = listing.page(0, 10).await.unwrap();
    let targets: Vec<_> = entries
        .iter()
        .map(lore::domain::entry::Entry::target)
        .collect();
    let cancel = Cancel::default();
    lore.delete(&targets, Action::Delete, "", &cancel, &mut |_| {})
        .await
        .unwrap();
    mend(folder.path(), ALL_OLD).await;
    assert_eq!(everything(folder.path()).await.len(), 30);
    assert_eq!(repository.snapshot().await.unwrap().shape(), (30, 0, 1));
    let (_, outcome) = lore.undo(None, &cancel, &mut |_| {}).await.unwrap();
    assert_eq!(outcome.changed.len(), 10);
    assert_eq!(everything(folder.path()).await, before);
}

/// Readers never fail and no entry is lost while a store is mended again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn others_read_and_write_meanwhile() {
    const WRITERS: usize = 2;
    const STORED: usize = 150;
    let folder = tempfile::tempdir().unwrap();
    let repository = repository(folder.path()).await;
    one_by_one(&repository, 0..100).await;
    let over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (path, over) = (folder.path().to_owned(), Arc::clone(&over));
            tokio::spawn(async move {
                let lore = Lore::open(&path).await.unwrap();
                let mut reads = 0;
                while !over.load(Ordering::Relaxed) {
                    let listing = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
                    assert!(listing.total() >= 100);
                    assert_eq!(listing.page(0, 100).await.unwrap().len(), 100);
                    let request = SearchRequest {
                        words: "text 7".to_owned(),
                        mode: SearchMode::Keyword,
                        limit: 5,
                        ..SearchRequest::default()
                    };
                    assert!(!lore.search(&request).await.unwrap().hits.is_empty());
                    reads += 1;
                }
                reads
            })
        })
        .collect();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let path = folder.path().to_owned();
            tokio::spawn(async move {
                let repository = super::repository(&path).await;
                for number in 0..STORED {
                    let row = row(&format!("w{writer}-{number}"), "written meanwhile");
                    repository.append(&[row]).await.unwrap();
                }
            })
        })
        .collect();
    let path = folder.path().to_owned();
    let mender = tokio::spawn({
        let over = Arc::clone(&over);
        async move {
            // No read takes so long, not even on a busy machine.
            let care = Care {
                versions: Duration::from_secs(20),
                ..Care::default()
            };
            let mut runs = 0;
            while !over.load(Ordering::Relaxed) {
                mend(&path, care).await;
                runs += 1;
            }
            runs
        }
    });
    for writer in writers {
        writer.await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
    assert!(mender.await.unwrap() > 0);
    let all = everything(folder.path()).await;
    assert_eq!(all.len(), 100 + WRITERS * STORED);
}
