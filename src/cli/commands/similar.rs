//! `lore similar`: what says something similar to an entry.

use std::io::Write;

use super::Result;
use crate::{
    cli::{
        args::SimilarArgs,
        entries::write_hits,
        failure::{Code, Failure},
        json,
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
    if out.json {
        json::write_hits(out, &answer)?;
    } else {
        write_hits(out, &answer.hits)?;
        let (shown, total) = (answer.hits.len(), answer.total);
        if shown == 0 {
            writeln!(out, "nothing similar")?;
        } else if shown < total {
            out.note(format!(
                "{shown} of {total} shown; --limit {total} shows all"
            ))?;
        }
    }
    out.note_masks()?;
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
    match keys.len() {
        1 => Ok(keys.remove(0)),
        0 => Err(Failure::new(
            Code::NotFound,
            format!(
                "no entry `{}` in {}; `lore list` shows the ids",
                args.id,
                lore.path().display()
            ),
        )),
        _ => Err(past::several(&args.id, &keys)),
    }
}
