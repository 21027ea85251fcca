-- Mails that are not sent yet, the links in mails, and the verification state, role and preferences of users.
--
-- The new columns of `users` have defaults, because the previous release inserts users without them.

-- Whether the user has opened a link that was sent to the address.
ALTER TABLE users ADD COLUMN email_verified INTEGER NOT NULL DEFAULT 0
    CONSTRAINT users_verified_known CHECK (email_verified IN (0, 1));
-- The address that replaces `email` when the user opens the link that was sent to it.
ALTER TABLE users ADD COLUMN pending_email TEXT
    CONSTRAINT users_pending_email_length CHECK (length(pending_email) BETWEEN 1 AND 254);
-- Not NULL if the user must verify the address before the first login. The account is removed at this time.
ALTER TABLE users ADD COLUMN verification_due_at INTEGER;
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'user'
    CONSTRAINT users_role_known CHECK (role IN ('user', 'admin'));
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT 'en'
    CONSTRAINT users_language_length CHECK (length(language) BETWEEN 2 AND 35);
ALTER TABLE users ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC'
    CONSTRAINT users_time_zone_length CHECK (length(time_zone) BETWEEN 1 AND 64);
ALTER TABLE users ADD COLUMN login_notices INTEGER NOT NULL DEFAULT 1
    CONSTRAINT users_notices_known CHECK (login_notices IN (0, 1));

-- The cleanup uses this index to find accounts that were not verified in time.
CREATE INDEX users_unverified_idx ON users (verification_due_at) WHERE verification_due_at IS NOT NULL;

-- The content of a mail, without its link. The process that sends the mail makes the link.
CREATE TABLE mail_outbox (
    id BLOB NOT NULL,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- The address that the mail is sent to. NULL for the address of the user at the time of sending.
    recipient TEXT,
    new_email TEXT,
    user_agent TEXT,
    ip TEXT,
    queued_at INTEGER NOT NULL,
    -- When the next attempt to send the mail is due.
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT mail_outbox_pkey PRIMARY KEY (id),
    CONSTRAINT mail_outbox_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT mail_outbox_id_size CHECK (length(id) = 16),
    CONSTRAINT mail_outbox_kind_length CHECK (length(kind) BETWEEN 1 AND 50),
    CONSTRAINT mail_outbox_addresses_length CHECK (
        length(recipient) BETWEEN 1 AND 254 AND length(new_email) BETWEEN 1 AND 254),
    CONSTRAINT mail_outbox_attempts_sound CHECK (attempts >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_outbox_due_idx ON mail_outbox (due_at, id);
CREATE INDEX mail_outbox_user_idx ON mail_outbox (user_id, kind);

-- The links in mails. A link is deleted when it is used.
CREATE TABLE one_time_links (
    user_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    -- The SHA-256 hash of the secret in the link.
    secret_hash BLOB NOT NULL,
    -- The address that the link was sent to.
    email TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT one_time_links_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT one_time_links_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT one_time_links_purpose_length CHECK (length(purpose) BETWEEN 1 AND 50),
    CONSTRAINT one_time_links_email_length CHECK (length(email) BETWEEN 1 AND 254),
    CONSTRAINT one_time_links_secret_size CHECK (length(id) = 16 AND length(secret_hash) = 32)
) STRICT, WITHOUT ROWID;

-- The cleanup uses this index to find expired links.
CREATE INDEX one_time_links_expiry_idx ON one_time_links (expires_at);
