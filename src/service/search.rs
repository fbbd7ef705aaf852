//! Search: one question over many repositories, answered in one ranked list.

mod ahead;
mod candidate;
mod exact;
mod fuzzy;
mod gathering;
mod order;
mod ranking;
mod read_rows;
pub(super) mod similar;
mod top;

use crate::{
    domain::{
        change::Target,
        search::{SearchAnswer, SearchMode, SearchRequest},
    },
    embed::Models,
    store::{Allowed, Searcher, Table},
};

use super::{
    Result,
    comparing::{self, compared},
};
pub use ahead::read_ahead;
use ranking::Ranking;

/// What a question means: its vector, and the model that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// The question's vector.
    pub vector: Vec<f32>,
    /// Name of the model; only its own vectors can be compared with it.
    pub model: String,
}

/// Answers a question. The model is asked only when there is something to compare with.
///
/// # Errors
/// When the question is empty or too long, a table cannot be read, or the model fails.
pub async fn search(
    searcher: &Searcher,
    tables: Vec<Table>,
    models: &Models,
    request: &SearchRequest,
) -> Result<SearchAnswer> {
    request.check()?;
    let meaning = meaning(&tables, models, request).await?;
    answer(searcher, tables, meaning.as_ref(), request).await
}

/// Reads what the first search of these tables would have to read; what it finds read is not read
/// again. Tables that cannot be read hold up no others.
///
/// # Errors
/// The first one.
pub(super) async fn prepare(searcher: &Searcher, models: &Models, tables: &[Table]) -> Result<()> {
    let (model, mut done) = match compared(models, tables.iter()).await {
        Ok(model) => (model, Ok(())),
        Err(error) => (None, Err(error)),
    };
    let model = model.as_ref().map(|model| (&*model.name, model.width));
    for table in tables {
        let prepared = searcher.prepare(table, model).await;
        done = done.and(prepared.map_err(Into::into));
    }
    done
}

/// Everything that [`SearchAnswer::total`] counts, as targets, the best first: exactly the hits of
/// the request, then the others by their estimates.
///
/// # Errors
/// As [`search`].
pub async fn matches(
    searcher: &Searcher,
    tables: Vec<Table>,
    models: &Models,
    request: &SearchRequest,
) -> Result<Vec<Target>> {
    request.check()?;
    if request.mode == SearchMode::Fuzzy {
        let ranked = fuzzy::all(&tables, request).await?;
        return order::targets(&tables, ranked).await;
    }
    let meaning = meaning(&tables, models, request).await?;
    let (tables, mut ranking) = rank(searcher, tables, meaning.as_ref(), request).await?;
    let ranked = ranking.all(request.limit, request.threshold).await?;
    order::targets(&tables, ranked).await
}

/// Answers a question whose meaning is known, or is left aside.
///
/// [`SearchAnswer::total`] counts what the question ranks with at least the threshold: by keyword
/// and fuzzy every entry that matches; by meaning every entry with a vector of the model; hybrid
/// every entry that holds a word of the question or is near to it. Vectors that turn out void are not counted as far as they were looked at.
///
/// # Errors
/// When the question is empty or too long, or a table cannot be read.
pub async fn answer(
    searcher: &Searcher,
    tables: Vec<Table>,
    meaning: Option<&Meaning>,
    request: &SearchRequest,
) -> Result<SearchAnswer> {
    request.check()?;
    if request.mode == SearchMode::Fuzzy {
        return fuzzy::search(&tables, request).await;
    }
    let (_, mut ranking) = rank(searcher, tables, meaning, request).await?;
    let ranked = ranking.best(request.limit, request.threshold).await?;
    let total = ranking.total();
    let hits = order::hits(ranking.rows(), ranked, request.limit).await?;
    Ok(SearchAnswer { hits, total })
}

/// What a question finds by words and by meaning, and the tables that it looked into.
async fn rank(
    searcher: &Searcher,
    tables: Vec<Table>,
    meaning: Option<&Meaning>,
    request: &SearchRequest,
) -> Result<(Vec<Table>, Ranking)> {
    let mut admitted: Vec<(Table, Allowed)> = Vec::new();
    for table in tables {
        let allowed = table.snapshot.allowed(&request.filter).await?;
        if !allowed.is_empty() {
            admitted.push((table, allowed));
        }
    }
    let (words, typing) = (&request.words, request.typing);
    let matches = async {
        if request.mode == SearchMode::Semantic {
            return Ok(Vec::new());
        }
        searcher.keyword(&admitted, words, typing).await
    };
    let nearest = async {
        match meaning {
            Some(meaning) if request.mode != SearchMode::Keyword => {
                searcher
                    .nearest(&admitted, &meaning.vector, &meaning.model)
                    .await
            }
            _ => Ok(Vec::new()),
        }
    };
    let (matches, nearest) = futures::try_join!(matches, nearest)?;
    let snapshots = admitted.iter().map(|(table, _)| table.snapshot.clone());
    let alone = request.mode == SearchMode::Semantic;
    let mut ranking = Ranking::new(snapshots.collect(), matches, nearest, alone);
    if request.mode != SearchMode::Semantic {
        exact::mark(&mut ranking, &admitted, request).await?;
    }
    let tables = admitted.into_iter().map(|(table, _)| table).collect();
    Ok((tables, ranking))
}

/// What a question means, when that matters and there is anything to compare it with.
async fn meaning(
    tables: &[Table],
    models: &Models,
    request: &SearchRequest,
) -> Result<Option<Meaning>> {
    if !request.mode.compares_meanings() {
        return Ok(None);
    }
    match asked(tables, models, request).await {
        // The words answer, too.
        Err(error) if request.mode == SearchMode::Hybrid => {
            tracing::warn!(%error, "searched by words alone");
            Ok(None)
        }
        asked => asked,
    }
}

/// The question in the model whose vectors it is compared with, if there are any.
async fn asked(
    tables: &[Table],
    models: &Models,
    request: &SearchRequest,
) -> Result<Option<Meaning>> {
    let admits = |table: &&Table| request.filter.admits_repository(&table.snapshot.repository);
    let Some(model) = compared(models, tables.iter().filter(admits)).await? else {
        return Ok(None);
    };
    let embedder = comparing::embedder(models, &model)?;
    let vector = embedder.embed_query(&request.words).await?;
    let model = model.name.to_string();
    Ok(Some(Meaning { vector, model }))
}
