//! The Node manager's tables, read and written in place.

use lore::{
    domain::{filter::Filter, search::Sort},
    store::Store,
};

use crate::fixture;

#[tokio::test]
async fn every_entry_is_there() {
    let folder = fixture::legacy();
    let store = Store::open(folder.path()).await.unwrap();
    let mut total = 0;
    for repository in store.repositories().await.unwrap() {
        let snapshot = repository.snapshot().await.unwrap();
        let order = snapshot.order(&Filter::default(), Sort::Newest).await.unwrap();
        let rows: Vec<_> = order.iter().map(|ranked| ranked.row).collect();
        for entry in snapshot.entries(&rows).await.unwrap() {
            println!("{entry:?}");
        }
        total += snapshot.count(&Filter::default()).await.unwrap();
        assert_eq!(total - rows.len(), 0);
    }
    assert_eq!(total, 16);
}
