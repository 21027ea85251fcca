//! Handles incoming connections. Replaces `HttpServer` of the HTTP library, and adds connection timeouts, eviction of
//! idle connections, and certificates that can be reloaded.

use std::cell::OnceCell;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use actix_http::{HttpService, Protocol, Request, Response};
use actix_server::ServerBuilder;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_factory, fn_service, map_config,
};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::AppConfig;
use futures_util::future::{Either, select};
use rustix::net::sockopt;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Tls;
use super::expect::{AppService, ExpectService};
use super::registry::{Registration, Registry};
use super::stream::Stream;
use super::timed_io::{TimedIo, Timeouts};
use crate::connection::Phase;

/// Maximum time to receive the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Time for the client to notice the end of the connection. Without this time, the response to a request that was not
/// read completely could be lost.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
/// A connection is closed if sent data remains unacknowledged for this long.
#[cfg(target_os = "linux")]
const TCP_USER_TIMEOUT_MS: u32 = 30_000;
const TIMEOUTS: Timeouts = Timeouts {
    head: HEAD_TIMEOUT,
    // This timeout is longer than `KEEP_ALIVE`, so it closes only idle connections that the library does not recognize
    // as idle.
    idle: Duration::from_secs(20),
    write: Duration::from_secs(30),
};

pub(crate) fn accept<F, I, S, B>(
    server: ServerBuilder,
    listener: TcpListener,
    tls: Option<Tls>,
    registry: Arc<Registry>,
    app: F,
) -> io::Result<ServerBuilder>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: fmt::Debug,
    S::Future: 'static,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let stopping = server.graceful_shutdown_signal();
    server.listen("http", listener, move || {
        let (stopping, tls, registry) = (stopping.clone(), tls.clone(), registry.clone());
        let stopping = move || {
            let stopping = stopping.clone();
            async move { stopping.notified().await }
        };
        let app = app().into_factory().map_err(|error| error.into().error_response());
        let app = map_config(app, |()| AppConfig::default());
        // Both services share one application. The library creates the service for `Expect` first.
        let shared = Rc::new(OnceCell::new());
        let expect = {
            let shared = shared.clone();
            fn_factory(move || {
                let (app, shared) = (app.new_service(()), shared.clone());
                async move {
                    let app = app
                        .await
                        .map_err(|error| tracing::error!(cause = ?error, "cannot create the application"))?;
                    Ok::<_, ()>(ExpectService::<_, B>::new(shared.get_or_init(|| Rc::new(app)).clone()))
                }
            })
        };
        let app = fn_factory(move || {
            let shared = shared.clone();
            async move { shared.get().cloned().map(AppService).ok_or(()) }
        });
        let http = HttpService::build()
            .expect(expect)
            .graceful_shutdown_signal(stopping)
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            // A client that closes its sending side is treated as disconnected, and its requests are cancelled. The
            // server cannot distinguish such a client from a terminated program.
            .h1_allow_half_closed(false)
            .on_connect_ext(|connection: &TimedIo<Stream>, data| {
                data.insert(connection.activity());
            })
            .finish(app);
        // Connection errors are not logged: clients cause them all the time.
        fn_service(move |stream| open(stream, tls.clone(), registry.clone()))
            .map_err(drop)
            .and_then(http.map_err(drop))
    })
}

async fn open(
    stream: TcpStream,
    tls: Option<Tls>,
    registry: Arc<Registry>,
) -> io::Result<(TimedIo<Stream>, Protocol, Option<SocketAddr>)> {
    let client = stream.peer_addr()?;
    let registration = registry.admit(client.ip()).await.ok_or_else(too_many_connections)?;
    // Nagle's algorithm is not needed: a response is written in one call or in large pieces.
    stream.set_nodelay(true)?;
    configure_keepalive(&stream)?;
    let stream = match tls {
        None => Stream::Plain(stream),
        Some(tls) => begin(&tls, stream, &registration).await?,
    };
    Ok((TimedIo::new(stream, TIMEOUTS, Some(registration)), Protocol::Http1, Some(client)))
}

async fn begin(tls: &Tls, stream: TcpStream, registration: &Registration) -> io::Result<Stream> {
    let state = registration.state();
    state.enter(Phase::Head, Instant::now());
    let should_close = poll_fn(|cx| {
        if state.should_abort_handshake_or_wakes(cx.waker()) { Poll::Ready(()) } else { Poll::Pending }
    });
    let stream = match select(pin!(tls.begin(stream)), should_close).await {
        Either::Left((stream, _)) => stream?,
        Either::Right(_) => return Err(too_many_connections()),
    };
    state.enter(Phase::Idle, Instant::now());
    Ok(Stream::Tls(Box::new(stream)))
}

fn too_many_connections() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "too many connections")
}

/// Detects clients whose machine or network has failed without closing the connection. While sent data is
/// unacknowledged, Linux sends no keepalive probes, and would retransmit for about 15 minutes without the user timeout.
fn configure_keepalive(stream: &TcpStream) -> io::Result<()> {
    sockopt::set_socket_keepalive(stream, true)?;
    sockopt::set_tcp_keepidle(stream, KEEP_ALIVE)?;
    sockopt::set_tcp_keepintvl(stream, KEEPALIVE_INTERVAL)?;
    #[cfg(target_os = "linux")]
    sockopt::set_tcp_user_timeout(stream, TCP_USER_TIMEOUT_MS)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keepalive_is_configured_on_the_socket() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        configure_keepalive(&stream).unwrap();
        assert!(sockopt::socket_keepalive(&stream).unwrap());
        assert_eq!(sockopt::tcp_keepidle(&stream).unwrap(), KEEP_ALIVE);
        #[cfg(target_os = "linux")]
        assert_eq!(sockopt::tcp_user_timeout(&stream).unwrap(), TCP_USER_TIMEOUT_MS);
    }
}
