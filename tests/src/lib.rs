//! Shared test support: a server on any database, and a client for it.

mod client;
mod conformance;
mod examples;
mod in_process;
mod jwt;
mod live_stream;
mod mails;
mod openapi_document;
mod prometheus_text;
mod raw_connection;
mod response;
mod server;
mod smuggling_requests;
mod todo;

pub use client::{Client, SignedUp};
pub use examples::{each_member, full_task, other_task, titled_task, with};
pub use in_process::InProcess;
pub use jwt::{read_jwt, sign_jwt, unsigned_jwt};
pub use live_stream::{Event, LiveStream, STREAM};
pub use mails::{requires_verification, sends_mails};
pub use openapi_document::Operation;
pub use prometheus_text::{Family, Labels, PrometheusText};
pub use raw_connection::RawConnection;
pub use response::Response;
pub use server::{SECRET_KEY, Server};
pub use smuggling_requests::smuggling_requests;
pub use todo::{todo_paths, todo_routes};

/// Turns each function into two tests, one on SQLite and one on PostgreSQL. `given change;` before the functions sets
/// options of the servers.
#[macro_export]
macro_rules! on_every_database {
    ($($(#[doc = $doc:literal])* async fn $name:ident($server:ident: &Server) $body:block)*) => {
        $crate::on_every_database! {
            given |_| ();
            $($(#[doc = $doc])* async fn $name($server: &Server) $body)*
        }
    };
    (given $change:expr; $($(#[doc = $doc:literal])* async fn $name:ident($server:ident: &Server) $body:block)*) => {
        $(
            mod $name {
                use super::*;

                $(#[doc = $doc])*
                async fn check($server: &$crate::Server) $body

                #[tokio::test]
                async fn sqlite() {
                    check(&$crate::Server::on_sqlite_with(&[], $change).await).await;
                }

                #[tokio::test]
                async fn postgres() {
                    check(&$crate::Server::on_postgres_with(&[], $change).await).await;
                }
            }
        )*
    };
}
