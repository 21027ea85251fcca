//! What happens to a connection that comes in. `HttpServer` of the HTTP library does the same, but for the guard and
//! for certificates that change.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::{HttpService, Protocol, Request, Response};
use actix_server::ServerBuilder;
use actix_service::{IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::AppConfig;
use tokio::net::TcpStream;

use super::Tls;
use super::guard::{Guarded, Patience};
use super::stream::Stream;

/// A head that is not complete by then is cut off.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// For a client to hear of the end. Without it, an answer to a request that was not read could get lost.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const PATIENCE: Patience = Patience {
    head: HEAD_TIMEOUT,
    // The library ends idle connections first, where it knows that they are.
    idle: Duration::from_secs(20),
    write: Duration::from_secs(30),
};

pub(crate) fn accept<F, I, S, B>(
    server: ServerBuilder,
    listener: TcpListener,
    tls: Option<Tls>,
    app: F,
) -> io::Result<ServerBuilder>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let stopping = server.graceful_shutdown_signal();
    server.listen("http", listener, move || {
        let (stopping, tls) = (stopping.clone(), tls.clone());
        let app = app().into_factory().map_err(|error| error.into().error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .on_connect_ext(|connection: &Guarded<Stream>, data| {
                data.insert(connection.activity());
            })
            .finish(map_config(app, |()| AppConfig::default()));
        // Connections end in many ways, and none is worth a line in the log.
        fn_service(move |stream| open(stream, tls.clone())).map_err(drop).and_then(http.map_err(drop))
    })
}

async fn open(
    stream: TcpStream,
    tls: Option<Tls>,
) -> io::Result<(Guarded<Stream>, Protocol, Option<SocketAddr>)> {
    // An answer is written at once, or in large pieces.
    stream.set_nodelay(true)?;
    let client = stream.peer_addr().ok();
    let (stream, is_http2) = match tls {
        None => (Stream::Plain(stream), false),
        Some(tls) => {
            let (stream, is_http2) = tls.begin(stream).await?;
            (Stream::Tls(Box::new(stream)), is_http2)
        }
    };
    let protocol = if is_http2 { Protocol::Http2 } else { Protocol::Http1 };
    Ok((Guarded::new(stream, PATIENCE, is_http2), protocol, client))
}
