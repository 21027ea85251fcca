//! Checks and converts each user.

use std::collections::{BTreeMap, HashMap};

use tasklane_core::ids::UserId;
use tasklane_core::user::{Email, Name, PasswordHash, Username};

use crate::legacy::{Legacy, LegacyTable};
use crate::options::Options;
use crate::repair_log::{Cell, RepairLog};
use crate::rows::{AdoptedUser, LegacyUser};
use crate::text::{shortened, to_single_line, without_controls};
use crate::time::times;
use crate::usernames::{MAX_DERIVED_LENGTH, candidates, is_visible};

/// The e-mail addresses and usernames in use, in canonical form, each with the id of its user.
#[derive(Default)]
pub(crate) struct TakenNames {
    emails: HashMap<String, i64>,
    usernames: HashMap<String, i64>,
}

impl TakenNames {
    /// Reserves the valid addresses and usernames of these users. If several users have the same address or username, the
    /// user with the lowest id gets it.
    pub(crate) fn reserve(&mut self, users: &[LegacyUser]) {
        for user in users {
            if let Some(Ok(email)) = user.email.as_deref().map(Email::parse_existing) {
                self.emails.entry(email.canonical()).or_insert(user.id);
            }
            if let Some(Ok(username)) = user.username.as_deref().map(Username::parse_existing) {
                self.usernames.entry(username.canonical()).or_insert(user.id);
            }
        }
    }

    fn free_username(&mut self, base: &str, id: i64, max: usize) -> Option<Username> {
        let free = candidates(base, id, max).find(|name| !self.usernames.contains_key(&name.canonical()))?;
        self.usernames.insert(free.canonical(), id);
        Some(free)
    }

    /// Removes invisible characters, and returns the address if it is then valid and unique. Otherwise returns an
    /// undeliverable address (RFC 2606), because a guessed address could belong to another person.
    fn free_email(&mut self, raw: &str, id: i64) -> Option<Email> {
        let visible: String = raw.chars().filter(|c| is_visible(*c)).collect();
        let numbered = (2_u64..).map(|number| format!("user-{id}-{number}@adopted.invalid"));
        let attempts = [visible, format!("user-{id}@adopted.invalid")].into_iter().chain(numbered);
        let free = attempts
            .filter_map(|raw| Email::parse(&raw).ok())
            .find(|email| !self.emails.contains_key(&email.canonical()))?;
        self.emails.insert(free.canonical(), id);
        Some(free)
    }
}

pub(crate) struct UserConverter<'a> {
    legacy: &'a Legacy,
    options: &'a Options,
    names: TakenNames,
    /// Groups of users with the same address. The key is the id of the user for whom the address is reserved, and the
    /// value contains the ids of the other users.
    same_emails: BTreeMap<i64, Vec<i64>>,
    same_usernames: BTreeMap<i64, Vec<i64>>,
}

impl<'a> UserConverter<'a> {
    pub(crate) fn new(legacy: &'a Legacy, options: &'a Options, names: TakenNames) -> Self {
        Self { legacy, options, names, same_emails: BTreeMap::new(), same_usernames: BTreeMap::new() }
    }

    pub(crate) fn has_duplicates(&self) -> bool {
        !self.same_emails.is_empty() || !self.same_usernames.is_empty()
    }

    pub(crate) fn report_duplicates(self, repair_log: &mut RepairLog) {
        let table = self.legacy.table(LegacyTable::Users);
        for (same, what) in [
            (self.same_emails, "have e-mail addresses that differ only in case"),
            (self.same_usernames, "have usernames that differ only in case or Unicode form"),
        ] {
            for (holder, others) in same {
                let ids: Vec<String> =
                    std::iter::once(holder).chain(others).map(|id| id.to_string()).collect();
                repair_log.repairable_fault(table, what, ids.join(" = "));
            }
        }
    }

    /// Converts a user. Returns `None` if the row has a fault.
    pub(crate) fn adopt(&mut self, user: &LegacyUser, repair_log: &mut RepairLog) -> Option<AdoptedUser> {
        repair_log.report.users += 1;
        let email = self.email(user, repair_log);
        let username = self.username(user, repair_log);
        let name = self.name(user, repair_log);
        let password_hash = self.hash(user, repair_log);
        let table = self.legacy.table(LegacyTable::Users);
        let id = UserId::new(user.id);
        if id.is_none() {
            repair_log.fault(table, "the id must be from 1 to 9007199254740991", user.id);
        }
        let times = times(
            LegacyTable::Users,
            (table, user.id),
            (&user.created_at, &user.updated_at),
            self.options.now,
            repair_log,
        );
        if user.is_active.is_none() {
            repair_log.report.count_repair(
                "users whose is_active was NULL, imported as inactive, as the older server treated them",
            );
        }
        let times = times?;
        Some(AdoptedUser {
            id: id?,
            email: email?,
            username: username?,
            name: name?,
            password_hash: password_hash?,
            is_active: user.is_active.unwrap_or(false),
            created_at: times.created_at,
            updated_at: times.updated_at.unwrap_or(times.created_at),
        })
    }

    fn cell(&self, id: i64, column: &'static str) -> Cell<'a> {
        Cell { table: self.legacy.table(LegacyTable::Users), id, column }
    }

    fn email(&mut self, user: &LegacyUser, repair_log: &mut RepairLog) -> Option<Email> {
        let (id, raw) = (user.id, user.email.as_deref().unwrap_or_default());
        let reason = match Email::parse_existing(raw) {
            Err(invalid) => invalid.to_string(),
            Ok(email) => match self.names.emails.get(&email.canonical()) {
                Some(holder) if *holder != id => {
                    if !repair_log.is_repairing() {
                        self.same_emails.entry(*holder).or_default().push(id);
                        return None;
                    }
                    format!("must differ from the address of user {holder} in more than case")
                }
                _ => {
                    record_blanks(raw, email.as_str(), repair_log);
                    return Some(email);
                }
            },
        };
        let repaired = self.names.free_email(raw, id)?;
        repair_log.replace(self.cell(id, "email"), &reason, raw, repaired.as_str()).then_some(repaired)
    }

    fn username(&mut self, user: &LegacyUser, repair_log: &mut RepairLog) -> Option<Username> {
        if self.legacy.username().is_none() {
            return self.derived_username(user, repair_log);
        }
        let (id, raw) = (user.id, user.username.as_deref().unwrap_or_default());
        let reason = match Username::parse_existing(raw) {
            Err(invalid) => invalid.to_string(),
            Ok(username) => match self.names.usernames.get(&username.canonical()) {
                Some(holder) if *holder != id => {
                    if !repair_log.is_repairing() {
                        self.same_usernames.entry(*holder).or_default().push(id);
                        return None;
                    }
                    format!(
                        "must differ from the username of user {holder} in more than case or Unicode form"
                    )
                }
                _ => {
                    record_blanks(raw, username.as_str(), repair_log);
                    return Some(username);
                }
            },
        };
        let is_blank = to_single_line(raw).is_empty();
        let base = if is_blank { user.email.as_deref().unwrap_or_default() } else { raw };
        let repaired = self.names.free_username(base, id, Username::MAX)?;
        repair_log.replace(self.cell(id, "username"), &reason, raw, repaired.as_str()).then_some(repaired)
    }

    /// Derives a username from the e-mail address, as a registration without a username does. A missing username is
    /// not a fault if the older server had no usernames.
    fn derived_username(&mut self, user: &LegacyUser, repair_log: &mut RepairLog) -> Option<Username> {
        let email = user.email.as_deref().unwrap_or_default();
        repair_log.report.count_repair("usernames derived from e-mail addresses");
        self.names.free_username(email, user.id, MAX_DERIVED_LENGTH)
    }

    /// Returns `None` for an invalid name that is not repaired, and `Some(None)` for a user without a name.
    #[expect(clippy::option_option, reason = "a missing value is not a fault")]
    fn name(&self, user: &LegacyUser, repair_log: &mut RepairLog) -> Option<Option<Name>> {
        let Some(raw) = user.name.as_deref() else { return Some(None) };
        let normalized = to_single_line(raw);
        let invalid = match Name::parse(&normalized) {
            Ok(name) => {
                if normalized != raw {
                    repair_log.report.count_repair("display names with surrounding blanks or line breaks");
                }
                return Some(name);
            }
            Err(invalid) => invalid,
        };
        let repaired = shortened(&without_controls(&normalized, &[]), Name::MAX);
        let name = Name::parse(&repaired).ok()?;
        repair_log.replace(self.cell(user.id, "name"), &invalid, raw, &repaired).then_some(name)
    }

    fn hash(&self, user: &LegacyUser, repair_log: &mut RepairLog) -> Option<PasswordHash> {
        let raw = user.hashed_password.as_deref().unwrap_or_default();
        let hash = PasswordHash::new(raw.to_owned());
        if (self.options.accepts_hash)(&hash) {
            return Some(hash);
        }
        let kind = hash_kind(raw);
        let reason = format!("must be a bcrypt hash with a cost of at most 15, and is {kind}");
        let column = self.legacy.password();
        if !repair_log.replace(
            self.cell(user.id, column),
            &reason,
            kind,
            "no password until a new password is set",
        ) {
            return None;
        }
        repair_log.report.password_resets += 1;
        Some(self.options.unusable_hash.clone())
    }
}

fn record_blanks(raw: &str, adopted: &str, repair_log: &mut RepairLog) {
    if adopted != raw {
        repair_log.report.count_repair("e-mail addresses and usernames with surrounding blanks");
    }
}

/// Describes the kind of hash, because the hash itself must not be shown.
fn hash_kind(raw: &str) -> &'static str {
    const KINDS: [(&str, &str); 12] = [
        ("$argon2", "an Argon2 hash"),
        ("argon2", "an Argon2 hash"),
        ("$pbkdf2", "a PBKDF2 hash"),
        ("pbkdf2", "a PBKDF2 hash"),
        ("$scrypt", "a scrypt hash"),
        ("scrypt", "a scrypt hash"),
        ("$bcrypt-sha256$", "a bcrypt-SHA256 hash"),
        ("bcrypt_sha256$", "a bcrypt-SHA256 hash"),
        ("$2", "a bcrypt hash of another cost or form"),
        ("$5$", "a SHA-crypt hash"),
        ("$6$", "a SHA-crypt hash"),
        ("$1$", "an MD5-crypt hash"),
    ];
    if raw.trim().is_empty() {
        return "missing";
    }
    KINDS.iter().find(|(prefix, _)| raw.starts_with(prefix)).map_or("of an unknown kind", |(_, kind)| kind)
}
