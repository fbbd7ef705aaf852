//! Many items looked at side by side, a share of them on each core.

use std::{num::NonZero, panic::resume_unwind, thread};

/// Fewer rows than this are not worth a thread.
pub(crate) const FEW_ROWS: usize = 512;

/// What `look` makes of each item, in their order; `few` of them are not worth a thread. Blocks until
/// all is done, which is meant to be some milliseconds.
pub(crate) fn mapped<T: Sync, R: Send>(
    items: &[T],
    few: usize,
    look: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let share = items.len().div_ceil(cores()).max(few);
    let look = &|items: &[T]| items.iter().map(&look).collect::<Vec<R>>();
    if items.len() <= share {
        return look(items);
    }
    thread::scope(|scope| {
        let threads: Vec<_> = items
            .chunks(share)
            .map(|share| scope.spawn(move || look(share)))
            .collect();
        let mut all = Vec::with_capacity(items.len());
        for thread in threads {
            all.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    })
}

/// How many threads compute at once.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_looked_at_once_in_its_order() {
        for count in [0, 1, 4, 5, 1003] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| 2 * item).collect();
            assert_eq!(mapped(&items, 4, |item| 2 * item), doubled);
        }
    }
}
