//! `lore similar`: what says something similar to an entry.

use super::Result;
use crate::{
    cli::{
        args::SimilarArgs,
        entries::write_answer,
        failure::{Code, Failure},
        output::Output,
        past,
    },
    domain::{entry::EntryKey, neighbours::Similar},
    service::Lore,
};

/// Prints the nearest entries.
pub async fn run(lore: &Lore, out: &mut Output, args: &SimilarArgs) -> Result {
    out.reveal = args.reveal;
    let key = key(lore, args).await?;
    let Similar::Known(answer) = lore.similar(&key, args.limit as usize).await? else {
        let message = format!(
            "`{}` has no vector of the current model, so nothing can be compared with it; `lore reembed` makes it",
            key.id
        );
        return Err(Failure::new(Code::EmbeddingError, message).into());
    };
    write_answer(out, &answer, "nothing similar")?;
    Ok(())
}

/// The one entry that has the id.
async fn key(lore: &Lore, args: &SimilarArgs) -> std::result::Result<EntryKey, Failure> {
    let mut keys: Vec<EntryKey> = lore
        .find(&args.id)
        .await?
        .iter()
        .map(crate::domain::entry::Entry::key)
        .filter(|key| {
            args.repo
                .as_ref()
                .is_none_or(|repo| key.repository == *repo)
        })
        .collect();
    keys.dedup();
    past::only(&args.id, keys, || {
        let message = format!(
            "no entry `{}` in {}; `lore list` shows the ids",
            args.id,
            lore.path().display()
        );
        Failure::new(Code::NotFound, message)
    })
}
