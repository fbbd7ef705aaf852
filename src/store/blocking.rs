//! Computing that would hold up other tasks, on threads of its own.

use futures::future::try_join_all;

use crate::domain::shares::cores;

/// Work on so many rows is done where it is asked for: to hand it over would take longer.
const NOT_HANDED_OVER: usize = 20_000;

/// Runs `work` on the runtime's threads for blocking work.
pub(super) async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> lance::Result<T> + Send + 'static,
) -> lance::Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(failure) => match failure.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(lance::Error::internal(
                "the runtime is shutting down".to_owned(),
            )),
        },
    }
}

/// Runs `work` on pieces that hold so many rows in all: a share of them on each core, if they are worth
/// it. What comes of the shares is in their order.
pub(super) async fn spread<P: Send + 'static, T: Send + 'static>(
    mut pieces: Vec<P>,
    rows: usize,
    work: impl Fn(Vec<P>) -> T + Clone + Send + 'static,
) -> lance::Result<Vec<T>> {
    if rows <= NOT_HANDED_OVER {
        return Ok(vec![work(pieces)]);
    }
    let share = pieces.len().div_ceil(cores()).max(1);
    let mut shares = Vec::with_capacity(cores());
    while pieces.len() > share {
        let others = pieces.split_off(share);
        shares.push(std::mem::replace(&mut pieces, others));
    }
    shares.push(pieces);
    let shares = shares.into_iter().map(|pieces| {
        let work = work.clone();
        compute(move || Ok(work(pieces)))
    });
    try_join_all(shares).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_piece_is_worked_on_once_in_its_order() {
        for (pieces, rows) in [(0, 0), (5, 10), (1, 1 << 20), (37, 1 << 20)] {
            let pieces: Vec<usize> = (0..pieces).collect();
            let done = spread(pieces.clone(), rows, |share| share).await.unwrap();
            assert!(done.len() <= cores().max(1));
            assert_eq!(done.concat(), pieces);
        }
    }
}
