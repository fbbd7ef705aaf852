//! What the first search of a process would do one after the other, done side by side.

use super::super::{
    Result,
    comparing::{compared, embedder},
};
use crate::{
    domain::search::{SearchMode, SearchRequest},
    embed::{DIMENSION, Models},
    store::{Allowed, Searcher, Table},
};

/// Reads what a search looks through while the model is loaded and the question embedded: all of that is
/// remembered, so that the search itself finds it ready. What fails here fails there again, and is told
/// there.
pub async fn read_ahead(
    searcher: &Searcher,
    tables: &[Table],
    models: &Models,
    request: &SearchRequest,
) -> Result<()> {
    request.check()?;
    let admits = |table: &&Table| request.filter.admits_repository(&table.snapshot.repository);
    let model = match request.mode {
        SearchMode::Fuzzy => return Ok(()),
        SearchMode::Keyword => None,
        SearchMode::Hybrid | SearchMode::Semantic => {
            compared(models, tables.iter().filter(admits)).await?
        }
    };
    let question = async {
        if let Some(model) = &model {
            embedder(models, model)?.embed_query(&request.words).await?;
        }
        Ok(())
    };
    let reading = async {
        let mut admitted: Vec<(Table, Allowed)> = Vec::new();
        for table in tables.iter().filter(admits) {
            let allowed = table.snapshot.allowed(&request.filter).await?;
            admitted.push((table.clone(), allowed));
        }
        let words = async {
            if request.mode != SearchMode::Semantic {
                let (words, typing) = (&request.words, request.typing);
                searcher.keyword(&admitted, words, typing).await?;
            }
            Ok(())
        };
        let vectors = async {
            if let Some(model) = model.as_ref().filter(|model| model.is_shared()) {
                let any = [1.0; DIMENSION];
                searcher.nearest(&admitted, &any, &model.name).await?;
            }
            Ok(())
        };
        futures::try_join!(words, vectors).map(drop)
    };
    futures::try_join!(question, reading).map(drop)
}
