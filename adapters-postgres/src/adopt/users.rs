//! The users, checked one by one.

use std::mem;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use tasklane_core::clock::Timestamp;
use tasklane_core::ids::UserId;
use tasklane_core::invalid::Invalid;
use tasklane_core::user::{Email, Name, PasswordHash, Username};

use super::mending::line;
use super::{Problems, Report};
use crate::migrate::Connection;

/// Two that count as the same are refused by the index, and reported from here.
const BEGIN_NAMES: &str = "CREATE TABLE adopted_names (id bigint NOT NULL, email text, username text)";
const ADD_NAMES: &str = "INSERT INTO adopted_names SELECT * FROM unnest($1, $2, $3)";
const END_NAMES: &str = "DROP TABLE adopted_names";
const SAME_EMAILS: &str = "SELECT string_agg(id::text, ' = ' ORDER BY id) AS ids FROM adopted_names
WHERE email IS NOT NULL GROUP BY email HAVING count(*) > 1 ORDER BY min(id)";
const SAME_USERNAMES: &str = "SELECT string_agg(id::text, ' = ' ORDER BY id) AS ids FROM adopted_names
WHERE username IS NOT NULL GROUP BY username HAVING count(*) > 1 ORDER BY min(id)";

const INSERT: &str = "INSERT INTO users (id, email, email_canonical, username, username_canonical, name,
    hashed_password, is_active, created_at, updated_at)
SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub(super) struct OlderUser {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    username: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    hashed_password: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    is_active: Option<bool>,
    #[diesel(sql_type = Timestamptz)]
    created_at: Timestamp,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    updated_at: Option<Timestamp>,
    #[diesel(sql_type = Bool)]
    has_no_created_at: bool,
    #[diesel(sql_type = Bool)]
    has_odd_time: bool,
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Same {
    #[diesel(sql_type = Text)]
    ids: String,
}

/// Columns rather than rows, for one statement that adds them all.
#[derive(Default)]
struct Columns {
    ids: Vec<i64>,
    emails: Vec<String>,
    canonical_emails: Vec<String>,
    usernames: Vec<String>,
    canonical_usernames: Vec<String>,
    names: Vec<Option<String>>,
    hashes: Vec<String>,
    are_active: Vec<bool>,
    created_at: Vec<Timestamp>,
    updated_at: Vec<Timestamp>,
}

#[derive(Default)]
struct NameColumns {
    ids: Vec<i64>,
    emails: Vec<Option<String>>,
    usernames: Vec<Option<String>>,
}

pub(super) struct Users<'a> {
    problems: &'a mut Problems,
    report: &'a mut Report,
    knows_hash: fn(&PasswordHash) -> bool,
    columns: Columns,
    names: NameColumns,
}

impl<'a> Users<'a> {
    pub(super) fn begin(
        connection: &mut Connection,
        problems: &'a mut Problems,
        report: &'a mut Report,
        knows_hash: fn(&PasswordHash) -> bool,
    ) -> QueryResult<Self> {
        connection.batch_execute(BEGIN_NAMES)?;
        let (columns, names) = (Columns::default(), NameColumns::default());
        Ok(Self { problems, report, knows_hash, columns, names })
    }

    /// Takes these over, unless somebody had a problem.
    pub(super) fn add(&mut self, connection: &mut Connection, users: Vec<OlderUser>) -> QueryResult<()> {
        for user in users {
            self.report.users += 1;
            self.read(user);
        }
        self.names.insert(connection)?;
        self.names = NameColumns::default();
        let columns = mem::take(&mut self.columns);
        if self.problems.is_empty() { columns.insert(connection) } else { Ok(()) }
    }

    pub(super) fn end(self, connection: &mut Connection) -> QueryResult<()> {
        for (query, what) in [
            (SAME_EMAILS, "have e-mail addresses that are the same but for upper and lower case"),
            (
                SAME_USERNAMES,
                "have usernames that are the same but for upper and lower case or the form of letters",
            ),
        ] {
            let same: Vec<Same> = diesel::sql_query(query).load(connection)?;
            for Same { ids } in same {
                self.problems.add("users", what, ids);
            }
        }
        connection.batch_execute(END_NAMES)
    }

    fn read(&mut self, older: OlderUser) {
        let id = older.id;
        let email = self.email(id, older.email.as_deref());
        let username = self.username(id, older.username.as_deref());
        self.names.ids.push(id);
        self.names.emails.push(email.as_ref().map(Email::canonical));
        self.names.usernames.push(username.as_ref().map(Username::canonical));
        let name = self.name(id, older.name.as_deref());
        let hash = self.hash(id, older.hashed_password);
        if UserId::new(id).is_none() {
            self.problems.add("users", "have an id that is not positive", id);
        }
        if older.has_odd_time {
            self.problems.add("users", "have a time that is infinite or without a year of four digits", id);
        }
        if older.has_no_created_at {
            self.report.mend("users without created_at got updated_at, or else the time of this run");
        }
        if older.is_active.is_none() {
            self.report
                .mend("users whose is_active was NULL, which the older server took for false, are inactive");
        }
        if let (Some(email), Some(username), Some(hash)) = (email, username, hash) {
            let columns = &mut self.columns;
            columns.ids.push(id);
            columns.canonical_emails.push(email.canonical());
            columns.emails.push(email.as_str().to_owned());
            columns.canonical_usernames.push(username.canonical());
            columns.usernames.push(username.as_str().to_owned());
            columns.names.push(name);
            columns.hashes.push(hash);
            columns.are_active.push(older.is_active.unwrap_or(false));
            columns.created_at.push(older.created_at);
            columns.updated_at.push(older.updated_at.unwrap_or(older.created_at));
        }
    }

    fn email(&mut self, id: i64, raw: Option<&str>) -> Option<Email> {
        let raw = raw.unwrap_or_default();
        let email = self.known("email", id, Email::known(raw))?;
        self.note_blanks(raw, email.as_str());
        Some(email)
    }

    fn username(&mut self, id: i64, raw: Option<&str>) -> Option<Username> {
        let raw = raw.unwrap_or_default();
        let username = self.known("username", id, Username::known(raw))?;
        self.note_blanks(raw, username.as_str());
        Some(username)
    }

    fn known<T>(&mut self, column: &str, id: i64, parsed: Result<T, Invalid>) -> Option<T> {
        if let Err(invalid) = &parsed {
            self.problems.add("users", format!("{column} {invalid}"), id);
        }
        parsed.ok()
    }

    fn note_blanks(&mut self, raw: &str, taken: &str) {
        if taken != raw {
            self.report.mend("e-mail addresses and usernames lost blanks around them");
        }
    }

    fn name(&mut self, id: i64, raw: Option<&str>) -> Option<String> {
        let raw = raw?;
        let mended = line(raw);
        if mended != raw {
            self.report.mend("names of people lost blanks around them and control characters");
        }
        let name = self.known("name", id, Name::parse(&mended))?;
        name.map(|name| name.as_str().to_owned())
    }

    fn hash(&mut self, id: i64, raw: Option<String>) -> Option<String> {
        let hash = PasswordHash::new(raw.unwrap_or_default());
        if (self.knows_hash)(&hash) {
            return Some(hash.expose().to_owned());
        }
        self.problems.add("users", "hashed_password must be a bcrypt hash of a cost up to 15", id);
        None
    }
}

impl NameColumns {
    fn insert(&self, connection: &mut Connection) -> QueryResult<()> {
        diesel::sql_query(ADD_NAMES)
            .bind::<Array<BigInt>, _>(&self.ids)
            .bind::<Array<Nullable<Text>>, _>(&self.emails)
            .bind::<Array<Nullable<Text>>, _>(&self.usernames)
            .execute(connection)
            .map(drop)
    }
}

impl Columns {
    fn insert(&self, connection: &mut Connection) -> QueryResult<()> {
        diesel::sql_query(INSERT)
            .bind::<Array<BigInt>, _>(&self.ids)
            .bind::<Array<Text>, _>(&self.emails)
            .bind::<Array<Text>, _>(&self.canonical_emails)
            .bind::<Array<Text>, _>(&self.usernames)
            .bind::<Array<Text>, _>(&self.canonical_usernames)
            .bind::<Array<Nullable<Text>>, _>(&self.names)
            .bind::<Array<Text>, _>(&self.hashes)
            .bind::<Array<Bool>, _>(&self.are_active)
            .bind::<Array<Timestamptz>, _>(&self.created_at)
            .bind::<Array<Timestamptz>, _>(&self.updated_at)
            .execute(connection)
            .map(drop)
    }
}
