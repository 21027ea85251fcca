//! What happens to a connection that comes in. `HttpServer` of the HTTP library does the same, but for the guard, for
//! connections that give way, and for certificates that change.

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

/// A head that is not complete by then is cut off.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Time for a client to notice the end. Without it, the response to a request that was not read could get lost.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const BETWEEN_PROBES: Duration = Duration::from_secs(5);
/// What was sent and not acknowledged by then ends the connection.
#[cfg(target_os = "linux")]
const MAX_UNANSWERED_MS: u32 = 30_000;
const TIMEOUTS: Timeouts = Timeouts {
    head: HEAD_TIMEOUT,
    // The library ends idle connections first, where it knows that they are.
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
        // One application for both services. The library makes the one that it asks first before the other.
        let shared = Rc::new(OnceCell::new());
        let expect = {
            let shared = shared.clone();
            fn_factory(move || {
                let (app, shared) = (app.new_service(()), shared.clone());
                async move {
                    let app = app.await.map_err(|error| tracing::error!(cause = ?error, "no application"))?;
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
            // A client that sends its end is gone: what it asked for is not to be worked on. A program that goes away sends
            // no more than that.
            .h1_allow_half_closed(false)
            .on_connect_ext(|connection: &TimedIo<Stream>, data| {
                data.insert(connection.activity());
            })
            .finish(app);
        // Connections end in many ways, and none is worth a line in the log.
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
    let registration = registry.admit(client.ip()).ok_or_else(no_room)?;
    // An answer is written at once, or in large pieces.
    stream.set_nodelay(true)?;
    notice_silence(&stream)?;
    let stream = match tls {
        None => Stream::Plain(stream),
        Some(tls) => begin(&tls, stream, &registration).await?,
    };
    Ok((TimedIo::new(stream, TIMEOUTS, Some(registration)), Protocol::Http1, Some(client)))
}

async fn begin(tls: &Tls, stream: TcpStream, registration: &Registration) -> io::Result<Stream> {
    let status = registration.status();
    status.enter(Phase::Head, Instant::now());
    let gives_way =
        poll_fn(
            |cx| {
                if status.ends_handshake_or_wakes(cx.waker()) { Poll::Ready(()) } else { Poll::Pending }
            },
        );
    let stream = match select(pin!(tls.begin(stream)), gives_way).await {
        Either::Left((stream, _)) => stream?,
        Either::Right(_) => return Err(no_room()),
    };
    status.enter(Phase::Idle, Instant::now());
    Ok(Stream::Tls(Box::new(stream)))
}

fn no_room() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "there are too many connections")
}

/// A client whose machine or network is gone says nothing, and takes nothing either. While an answer goes on, what is
/// sent may be so little that the system alone could tell: by itself it would try for a quarter of an hour.
fn notice_silence(stream: &TcpStream) -> io::Result<()> {
    sockopt::set_socket_keepalive(stream, true)?;
    sockopt::set_tcp_keepidle(stream, KEEP_ALIVE)?;
    sockopt::set_tcp_keepintvl(stream, BETWEEN_PROBES)?;
    #[cfg(target_os = "linux")]
    sockopt::set_tcp_user_timeout(stream, MAX_UNANSWERED_MS)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_client_that_is_gone_without_a_word_is_noticed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        notice_silence(&stream).unwrap();
        assert!(sockopt::socket_keepalive(&stream).unwrap());
        assert_eq!(sockopt::tcp_keepidle(&stream).unwrap(), KEEP_ALIVE);
        #[cfg(target_os = "linux")]
        assert_eq!(sockopt::tcp_user_timeout(&stream).unwrap(), MAX_UNANSWERED_MS);
    }
}
