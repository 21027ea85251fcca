//! Streams of what changes over HTTP/2, where a client need not take what it asked for.

use std::io::Cursor;
use std::time::Duration;

use h2::RecvStream;
use h2::client::{Builder, SendRequest};
use http::StatusCode;
use rustix::process::Signal;
use serde_json::{Value, json};
use tasklane_tests::STREAM;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::{Authority, PATIENCE, Server, Workplace};

const PASSWORD: &str = "correct horse battery";
const WIDE: u32 = 65_535;
/// Less than the server waits for requests under way.
const SOON: Duration = Duration::from_secs(20);

struct Http2 {
    requests: SendRequest<Cursor<Vec<u8>>>,
    connection: JoinHandle<Result<(), h2::Error>>,
    token: String,
}

impl Http2 {
    /// Of each answer, the client takes no more than `window` bytes before it has read them.
    async fn open(authority: &Authority, server: &Server, window: u32) -> Self {
        let stream = authority.connect(server.address(), "h2").await;
        let handshake = Builder::new().initial_window_size(window).handshake(stream);
        let (requests, connection) = handshake.await.unwrap();
        Self { requests, connection: tokio::spawn(connection), token: String::new() }
    }

    async fn sign_up(authority: &Authority, server: &Server) -> Self {
        let mut client = Self::open(authority, server, WIDE).await;
        let account = json!({"email": "ada@example.org", "username": "ada", "password": PASSWORD});
        assert_eq!(client.post("/api/v1/auth/register", &account).await.0, 201);
        client.log_in().await;
        client
    }

    async fn log_in(&mut self) {
        let (_, tokens) =
            self.post("/api/v1/auth/login", &json!({"username": "ada", "password": PASSWORD})).await;
        tokens["access_token"].as_str().unwrap().clone_into(&mut self.token);
    }

    async fn begin(&mut self, method: &str, path: &str, body: &[u8]) -> (StatusCode, RecvStream) {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("https://localhost{path}"))
            .header("content-type", "application/json");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        let (answer, mut rest) =
            self.requests.send_request(request.body(()).unwrap(), body.is_empty()).unwrap();
        if !body.is_empty() {
            rest.send_data(Cursor::new(body.to_vec()), true).unwrap();
        }
        let (head, body) = timeout(PATIENCE, answer).await.unwrap().unwrap().into_parts();
        (head.status, body)
    }

    async fn post(&mut self, path: &str, body: &Value) -> (u16, Value) {
        let (status, mut answer) = self.begin("POST", path, body.to_string().as_bytes()).await;
        let mut read = String::new();
        while let Some(part) = next(&mut answer).await {
            read += &part;
        }
        (status.as_u16(), serde_json::from_str(&read).unwrap_or_default())
    }

    async fn follow(&mut self) -> RecvStream {
        let (status, stream) = self.begin("GET", STREAM, b"").await;
        assert_eq!(status, 200);
        stream
    }
}

async fn next(answer: &mut RecvStream) -> Option<String> {
    let part = timeout(PATIENCE, answer.data()).await.unwrap()?.unwrap();
    answer.flow_control().release_capacity(part.len()).unwrap();
    Some(String::from_utf8(part.to_vec()).unwrap())
}

async fn read_until(stream: &mut RecvStream, end: &str) -> String {
    let mut read = String::new();
    while !read.ends_with(end) {
        read += &next(stream).await.unwrap();
    }
    read
}

async fn start(authority: &Authority) -> Server {
    let place = Workplace::on_sqlite().with("TLS_CERT", "cert.pem").with("TLS_KEY", "key.pem");
    authority.certify(&place);
    place.with("MAX_STREAMS_PER_USER", "1").start().await
}

#[tokio::test]
async fn what_one_connection_does_the_stream_of_another_tells_until_the_session_ends() {
    let authority = Authority::new();
    let server = start(&authority).await;
    let mut ada = Http2::sign_up(&authority, &server).await;
    let mut reader = Http2::open(&authority, &server, WIDE).await;
    reader.token.clone_from(&ada.token);
    let mut stream = reader.follow().await;
    read_until(&mut stream, "id: 0\n\n").await;
    for title in ["One", "Two"] {
        assert_eq!(ada.post("/api/v1/tasks", &json!({"title": title})).await.0, 201);
        let event = read_until(&mut stream, "}\n\n").await;
        assert!(event.contains("event: task.upsert\n") && event.contains(title), "{event}");
    }
    assert_eq!(ada.post("/api/v1/auth/logout", &json!({})).await.0, 204);
    while let Some(rest) = next(&mut stream).await {
        // HTTP/2 ends it by a frame with nothing in it.
        assert!(["", ":\n\n"].contains(&&*rest), "{rest}");
    }
}

/// The library asks a stream for nothing more, not even whether it is over, until the client takes what there is.
#[tokio::test]
async fn a_stream_of_which_nothing_is_taken_has_no_place_once_its_session_ended_and_is_cut_off() {
    let authority = Authority::new();
    let server = start(&authority).await;
    let mut ada = Http2::sign_up(&authority, &server).await;
    let mut stuck = Http2::open(&authority, &server, 0).await;
    stuck.token.clone_from(&ada.token);
    let _stream = stuck.follow().await;
    assert_eq!(ada.begin("GET", STREAM, b"").await.0, 429);
    assert_eq!(ada.post("/api/v1/auth/logout", &json!({})).await.0, 204);
    // Whether it hears of an error or of an end depends on what it does at that moment.
    let _ = timeout(PATIENCE, &mut stuck.connection).await.expect("it is waited for").unwrap();
    ada.token.clear();
    ada.log_in().await;
    let _stream = ada.follow().await;
}

#[tokio::test]
async fn a_stop_waits_neither_for_a_stream_of_which_nothing_is_taken_nor_for_who_is_idle() {
    let authority = Authority::new();
    let server = start(&authority).await;
    let ada = Http2::sign_up(&authority, &server).await;
    let mut stuck = Http2::open(&authority, &server, 0).await;
    stuck.token.clone_from(&ada.token);
    let _stream = stuck.follow().await;
    server.signal(Signal::TERM);
    let finished = timeout(SOON, server.ended()).await.expect("it waits");
    finished.expect(0);
    assert_eq!(finished.stderr, "");
}
