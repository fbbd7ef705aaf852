//! `GET /events`: what happens to the store, as it happens.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt, stream};
use serde_json::json;

use crate::{
    http::{
        app::{Closing, Streams},
        failure::{Failure, Result},
    },
    service::{Lore, Noticed, Watcher},
};

/// How often a stream without events says that it is there still: more often than anything on the way
/// would take it for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What is told when a reader was too slow to be told everything.
const LAGGED: &str = "lagged";

/// What happens to the store, as it happens
///
/// Server-sent events `stored`, `edited`, `deleted` and `restored`, whoever does it, by whatever program.
/// Their data is JSON: `kind`, `id`, `repository`, `project_id`, `type`, `revision` (null for what is gone)
/// and `timestamp`. The store is looked at several times a second: what happens to an entry between two looks
/// is one event, which tells how it stands then, and what comes and goes meanwhile is none. `lagged` says with
/// `missed` how many events a slow reader was not told; it had better list the entries anew. The stream ends
/// with the server. There are at most 64 at a time.
#[utoipa::path(
    get, path = "/api/knowledge/events",
    responses((status = 200, description = "The stream", body = String, content_type = "text/event-stream"))
)]
pub(in crate::http) async fn events(
    State(lore): State<Lore>,
    State(closing): State<Closing>,
    State(streams): State<Streams>,
) -> Result<Sse<impl Stream<Item = std::result::Result<Event, Infallible>>>> {
    let Some(leave) = streams.one_more() else {
        return Err(Failure::busy(format!(
            "{} streams of events are read already, the most at a time; end one, or try again",
            Streams::MOST
        )));
    };
    let watcher = lore.watch().await?;
    let noticed = stream::unfold((watcher, leave), async |(mut watcher, leave)| {
        let noticed = Watcher::next(&mut watcher).await?;
        Some((Ok(event(&noticed)), (watcher, leave)))
    });
    let stream = noticed.take_until(closing.begun());
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

fn event(noticed: &Noticed) -> Event {
    // JSON stands on one line, as data must.
    match noticed {
        Noticed::Event(event) => Event::default()
            .event(event.kind.name())
            .data(event.to_json().to_string()),
        Noticed::Lagged(missed) => Event::default()
            .event(LAGGED)
            .data(json!({ "missed": missed }).to_string()),
    }
}
