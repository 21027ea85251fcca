//! Ambiguous requests (request smuggling), each with a hidden second request.

/// The hidden second request.
const HIDDEN: &str = "GET /health HTTP/1.1\r\nHost: x\r\nX-Request-ID: hidden\r\n\r\n";

/// A request with these header fields, to a route that reads a body.
fn post(fields: &str, body: &str) -> Vec<u8> {
    format!("POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\n{fields}\r\n{body}{HIDDEN}").into_bytes()
}

fn get(fields: &str) -> Vec<u8> {
    format!("GET /health HTTP/1.1\r\n{fields}\r\n{HIDDEN}").into_bytes()
}

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

/// Returns the requests, each with a description of its error.
pub fn smuggling_requests() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        ("chunks and a length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")),
        (
            "chunks and a zero length",
            post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n"),
        ),
        ("two lengths", post("Content-Length: 0\r\nContent-Length: 5\r\n", "12345")),
        ("one length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "12345")),
        ("a list of lengths", post("Content-Length: 0, 5\r\n", "12345")),
        ("a list of one length", post("Content-Length: 5, 5\r\n", "12345")),
        ("a length with a plus", post("Content-Length: +5\r\n", "12345")),
        ("a length with a minus", post("Content-Length: -5\r\n", "12345")),
        ("a length beyond 64 bits", post("Content-Length: 18446744073709551616\r\n", "")),
        ("a hexadecimal length", post("Content-Length: 0x5\r\n", "12345")),
        ("a length of two numbers", post("Content-Length: 5 5\r\n", "12345")),
        ("an empty length", post("Content-Length: \r\n", "")),
        ("a length with a fraction", post("Content-Length: 5.0\r\n", "12345")),
        ("another encoding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")),
        ("chunks in a list", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")),
        ("chunks twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        (
            "chunks and identity",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
        ),
        ("chunks behind a vertical tab", post("Transfer-Encoding: \x0bchunked\r\n", "0\r\n\r\n")),
        ("chunks in quotes", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")),
        ("a chunk without a size", post(CHUNKED, "\r\n\r\n")),
        ("a chunk size that is not a number", post(CHUNKED, "g\r\nx\r\n0\r\n\r\n")),
        ("a negative chunk size", post(CHUNKED, "-1\r\nx\r\n0\r\n\r\n")),
        ("a chunk size with a prefix", post(CHUNKED, "0x1\r\nx\r\n0\r\n\r\n")),
        ("a chunk size beyond 64 bits", post(CHUNKED, "10000000000000001\r\nx\r\n0\r\n\r\n")),
        ("a chunk longer than its size", post(CHUNKED, "1\r\nxx\r\n0\r\n\r\n")),
        ("chunks with bare line feeds", post(CHUNKED, "1\nx\n0\n\n")),
        ("a folded field", post("Content-Length: 0\r\nX-Folded: a\r\n b\r\n", "")),
        ("a folded encoding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")),
        ("a space before a colon", post("Content-Length : 5\r\n", "12345")),
        ("a space before the colon of the encoding", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")),
        ("a space before a field", post(" Content-Length: 5\r\n", "12345")),
        ("a field without a colon", post("Content-Length\r\n", "")),
        ("a field without a name", post(": x\r\n", "")),
        ("a NUL in a value", post("X-Nul: a\0b\r\nContent-Length: 0\r\n", "")),
        ("a NUL in a name", post("X-N\0l: a\r\nContent-Length: 0\r\n", "")),
        ("a bare carriage return in a value", post("X-Cr: a\rContent-Length: 5\r\n", "")),
        ("no host", get("")),
        ("two hosts", get("Host: x\r\nHost: y\r\n")),
        ("one host twice", get("Host: x\r\nHost: x\r\n")),
    ]
}
