//! Records the statements that the stores run.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;

use super::every_method::call_every_method;
use crate::connection::connect::connect;
use crate::database::{DatabaseThreads, SqliteDatabase};
use crate::testing::TestDatabase;

/// The SQL of all statements that the stores run, without duplicates.
pub(super) struct Statements {
    pub(super) ran: BTreeSet<String>,
    /// The statements whose prepared form the connection has cached.
    pub(super) cached: BTreeSet<String>,
}

type Texts = Arc<Mutex<BTreeSet<String>>>;

pub(super) async fn all_statements(file: &TestDatabase) -> Statements {
    let (ran, cached) = (Texts::default(), Texts::default());
    let [writer, reader] = [recorded(file, &ran, &cached), recorded(file, &ran, &cached)];
    call_every_method(&SqliteDatabase::new(DatabaseThreads::start(writer, vec![reader]).unwrap())).await;
    let [ran, cached] = [ran, cached].map(|texts| texts.lock().unwrap().clone());
    Statements { ran, cached }
}

/// Opens a connection that records which statements ran and which were cached.
fn recorded(database: &TestDatabase, ran: &Texts, cached: &Texts) -> SqliteConnection {
    let mut connection = connect(&database.config()).unwrap();
    let (ran, cached) = (Arc::clone(ran), Arc::clone(cached));
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
        InstrumentationEvent::StartQuery { query, .. } => {
            let text = query.to_string();
            ran.lock().unwrap().insert(text.split(" -- binds").next().unwrap().to_owned());
        }
        InstrumentationEvent::CacheQuery { sql, .. } => {
            cached.lock().unwrap().insert(sql.to_owned());
        }
        _ => {}
    });
    connection
}
