-- Mails that are not sent yet, the links in mails, and the verification state, role and preferences of users.
--
-- The new columns of `users` have defaults, because replicas of the previous release insert users without them.
--
-- This is one DO block, because Citus accepts only one statement at a time.

DO $$
BEGIN
    -- Whether the user has opened a link that was sent to the address.
    ALTER TABLE users ADD COLUMN email_verified boolean NOT NULL DEFAULT false;
    -- The address that replaces `email` when the user opens the link that was sent to it.
    ALTER TABLE users ADD COLUMN pending_email text;
    -- Not NULL if the user must verify the address before the first login. The account is removed at this time.
    ALTER TABLE users ADD COLUMN verification_due_at timestamptz;
    ALTER TABLE users ADD COLUMN role text NOT NULL DEFAULT 'user';
    ALTER TABLE users ADD COLUMN language text NOT NULL DEFAULT 'en';
    ALTER TABLE users ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';
    ALTER TABLE users ADD COLUMN login_notices boolean NOT NULL DEFAULT true;
    ALTER TABLE users ADD CONSTRAINT users_pending_email_length CHECK (char_length(pending_email) BETWEEN 1 AND 254);
    ALTER TABLE users ADD CONSTRAINT users_role_known CHECK (role IN ('user', 'admin'));
    ALTER TABLE users ADD CONSTRAINT users_language_length CHECK (char_length(language) BETWEEN 2 AND 35);
    ALTER TABLE users ADD CONSTRAINT users_time_zone_length CHECK (char_length(time_zone) BETWEEN 1 AND 64);
    -- The cleanup uses this index to find accounts that were not verified in time.
    CREATE INDEX users_unverified_idx ON users (verification_due_at) WHERE verification_due_at IS NOT NULL;

    -- The content of a mail, without its link. The process that sends the mail makes the link. The rows have no
    -- distribution column, so Citus stores them on every node.
    CREATE TABLE mail_outbox (
        id uuid NOT NULL,
        user_id bigint NOT NULL,
        kind text NOT NULL,
        -- The address that the mail is sent to. NULL for the address of the user at the time of sending.
        recipient text,
        new_email text,
        user_agent text,
        ip text,
        queued_at timestamptz NOT NULL,
        -- When the next attempt to send the mail is due.
        due_at timestamptz NOT NULL,
        attempts bigint NOT NULL DEFAULT 0,
        CONSTRAINT mail_outbox_pkey PRIMARY KEY (id),
        CONSTRAINT mail_outbox_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT mail_outbox_kind_length CHECK (char_length(kind) BETWEEN 1 AND 50),
        CONSTRAINT mail_outbox_addresses_length CHECK (
            char_length(recipient) BETWEEN 1 AND 254 AND char_length(new_email) BETWEEN 1 AND 254),
        CONSTRAINT mail_outbox_attempts_sound CHECK (attempts >= 0)
    );
    CREATE INDEX mail_outbox_due_idx ON mail_outbox (due_at, id);
    CREATE INDEX mail_outbox_user_idx ON mail_outbox (user_id, kind);

    -- The links in mails. A link is deleted when it is used.
    CREATE TABLE one_time_links (
        user_id bigint NOT NULL,
        id bytea NOT NULL,
        purpose text NOT NULL,
        -- The SHA-256 hash of the secret in the link.
        secret_hash bytea NOT NULL,
        -- The address that the link was sent to.
        email text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT one_time_links_pkey PRIMARY KEY (user_id, id),
        CONSTRAINT one_time_links_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT one_time_links_purpose_length CHECK (char_length(purpose) BETWEEN 1 AND 50),
        CONSTRAINT one_time_links_email_length CHECK (char_length(email) BETWEEN 1 AND 254),
        CONSTRAINT one_time_links_secret_size CHECK (octet_length(id) = 16 AND octet_length(secret_hash) = 32)
    );
    -- The cleanup uses this index to find expired links.
    CREATE INDEX one_time_links_expiry_idx ON one_time_links (expires_at);
END $$;
