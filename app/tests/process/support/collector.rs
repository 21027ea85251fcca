//! A minimal trace collector: an HTTP server for one exporter.

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The head and the body of a request.
type Request = (String, Vec<u8>);

#[derive(Clone, Default)]
struct Received(Arc<Mutex<Vec<Request>>>);

pub(crate) struct Collector {
    received: Received,
    url: String,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Received::default();
        let keeper = received.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(serve(connection, keeper.clone()));
            }
        });
        Self { received, url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the heads of all requests.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.received.0.lock().unwrap().iter().map(|(head, _)| head.clone()).collect()
    }

    /// Returns all received bytes as text. Protobuf contains names and values as plain text.
    pub(crate) fn text(&self) -> String {
        let received = self.received.0.lock().unwrap();
        received.iter().map(|(_, body)| String::from_utf8_lossy(body).into_owned()).collect()
    }

    pub(crate) fn spans(&self) -> Vec<Span> {
        let received = self.received.0.lock().unwrap();
        let requests = received.iter().map(|(_, body)| ExportTraceServiceRequest::decode(&body[..]).unwrap());
        requests
            .flat_map(|request| request.resource_spans)
            .flat_map(|resource| resource.scope_spans)
            .flat_map(|scope| scope.spans)
            .collect()
    }
}

async fn serve(connection: TcpStream, received: Received) {
    let mut connection = BufReader::new(connection);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if connection.read_line(&mut head).await.unwrap() == 0 {
                return;
            }
        }
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        let length = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length")).unwrap().1;
        let mut body = vec![0; length.trim().parse().unwrap()];
        connection.read_exact(&mut body).await.unwrap();
        received.0.lock().unwrap().push((head, body));
        let response = "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n";
        connection.write_all(response.as_bytes()).await.unwrap();
    }
}
