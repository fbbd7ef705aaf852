//! Connections: how many, how slow they may be, and how they end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request, serve::Listener};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time,
};
use tower::ServiceExt;

use super::app::Closing;

/// Connections that are served at a time; more wait until one ends.
const MOST: usize = 512;

/// How long the head of a request may take to arrive, and a connection may be idle.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);

/// Longest head of a request, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// How long connections may take to end, once the server is about to.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves connections until the server is about to end, then lets those finish that are in the middle
/// of a request.
pub(super) async fn serve(mut listener: TcpListener, router: Router, closing: Closing) {
    let places = Arc::new(Semaphore::new(MOST));
    let mut connections = JoinSet::new();
    let mut end = std::pin::pin!(closing.clone().begun());
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            let (stream, peer) = Listener::accept(&mut listener).await;
            (place, stream, peer)
        };
        tokio::select! {
            () = &mut end => break,
            Some(_) = connections.join_next() => {}
            (Ok(place), stream, peer) = accepted => {
                let router = router.clone();
                connections.spawn(connection(stream, peer, router, closing.clone(), place));
            }
        }
    }
    drop(listener);
    let rest = async { while connections.join_next().await.is_some() {} };
    if time::timeout(PATIENCE, rest).await.is_err() {
        tracing::warn!("connections that did not end were cut off");
    }
}

/// Serves one connection.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    closing: Closing,
    place: OwnedSemaphorePermit,
) {
    // Answers are small; none waits to be filled up.
    let _ = stream.set_nodelay(true);
    let service = router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(Body::new)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = closing.begun() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
    drop(place);
}
