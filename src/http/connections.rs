//! Connections: how many, how slow they may be, and how they end.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request, serve::Listener};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time,
};
use tower::ServiceExt;

use super::{
    app::Closing,
    room::{Room, Seat},
};

/// Connections that are served at a time.
pub(super) const MOST: usize = 512;

/// How long the head of a request may take to arrive, and a connection may be idle.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);

/// Longest head of a request, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// How long connections may take to end, once the server is about to.
const PATIENCE: Duration = Duration::from_secs(30);

/// The same for one that another needs the room of: it has nothing to say but the end of an answer.
const PARTING: Duration = Duration::from_millis(500);

/// Serves connections until the server is about to end, then lets those finish that are in the middle
/// of a request. Of more than `most` at a time those give way that have been idle longest; where all
/// are at work, the next one waits.
pub(super) async fn serve(
    mut listener: TcpListener,
    most: usize,
    router: Router,
    closing: Closing,
) {
    let mut room = Room::new(most);
    let mut connections = JoinSet::new();
    let mut end = std::pin::pin!(closing.clone().begun());
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut end => break,
            Some(_) = connections.join_next() => continue,
            accepted = Listener::accept(&mut listener) => accepted,
        };
        let seat = tokio::select! {
            () = &mut end => break,
            seat = room.seat() => seat,
        };
        connections.spawn(connection(
            stream,
            peer,
            router.clone(),
            closing.clone(),
            seat,
        ));
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
    seat: Seat,
) {
    // Answers are small; none waits to be filled up.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: Request<Incoming>| {
        let in_work = seat.seated.at_work();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answered = router.clone().oneshot(request);
        async move {
            let answer = answered.await?;
            Ok::<_, Infallible>(answer.map(|body| in_work.until_sent(body)))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = closing.begun() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
        () = seat.seated.asked_to_leave() => {
            connection.as_mut().graceful_shutdown();
            match time::timeout(PARTING, connection.as_mut()).await {
                Ok(ended) => ended,
                // A request came just before; its answer is not to be lost.
                Err(_) if seat.seated.is_at_work() => connection.await,
                Err(_) => Ok(()),
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        sync::Notify,
    };

    use super::*;

    /// Far less than a connection may be idle.
    const SOON: Duration = Duration::from_secs(20);

    async fn ask(stream: &mut TcpStream, path: &str) {
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
    }

    async fn answer(mut stream: TcpStream) -> String {
        let mut answer = String::new();
        let read = time::timeout(SOON, stream.read_to_string(&mut answer));
        read.await.expect("an answer in time").unwrap();
        answer
    }

    #[tokio::test]
    async fn who_is_idle_gives_way_and_who_is_at_work_does_not() {
        let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let at_work = (Arc::clone(&begun), Arc::clone(&finish));
        let router = Router::new().route("/quick", get(async || "quick")).route(
            "/long",
            get(async move || {
                at_work.0.notify_one();
                at_work.1.notified().await;
                "long"
            }),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (_close, closing) = Closing::new();
        let server = tokio::spawn(serve(listener, 3, router, closing));
        let connect = async || TcpStream::connect(address).await.unwrap();

        let mut long = connect().await;
        ask(&mut long, "/long").await;
        begun.notified().await;
        let silent = connect().await;
        let mut half = connect().await;
        half.write_all(b"GET /quick HTTP/1.1\r\nho").await.unwrap();
        for _ in 0..3 {
            let mut next = connect().await;
            ask(&mut next, "/quick").await;
            assert!(answer(next).await.ends_with("quick"));
        }
        // One of the two at least had to go; its place was enough for the others.
        assert_eq!(answer(silent).await, "");
        finish.notify_one();
        assert!(answer(long).await.ends_with("long"));
        server.abort();
    }
}
