//! Shared test support: a server on any database, and a client for it.

mod ambiguous;
mod answer;
mod client;
mod conformance;
mod document;
mod examples;
mod exposition;
mod in_process;
mod jwt;
mod live_stream;
mod server;
mod todo;
mod wire;

pub use ambiguous::ambiguous_requests;
pub use answer::Answer;
pub use client::{Client, SignedUp};
pub use document::Operation;
pub use examples::{each_member, full_task, other_task, titled_task, with};
pub use exposition::{Exposition, Family, Labels};
pub use in_process::InProcess;
pub use jwt::{read_jwt, sign_jwt, unsigned_jwt};
pub use live_stream::{Event, LiveStream, STREAM};
pub use server::{SECRET_KEY, Server};
pub use todo::{todo_paths, todo_routes};
pub use wire::Wire;

/// Makes each function a test that runs on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_every_database {
    ($($(#[doc = $doc:literal])* async fn $name:ident($server:ident: &Server) $body:block)*) => {
        $(
            mod $name {
                use super::*;

                $(#[doc = $doc])*
                async fn check($server: &$crate::Server) $body

                #[tokio::test]
                async fn sqlite() {
                    check(&$crate::Server::on_sqlite(&[]).await).await;
                }

                #[tokio::test]
                async fn postgres() {
                    check(&$crate::Server::on_postgres(&[]).await).await;
                }
            }
        )*
    };
}
