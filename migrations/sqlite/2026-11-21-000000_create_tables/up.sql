-- Users, their tasks, sessions and idempotency keys: the same tables as on PostgreSQL.
--
-- Times are integers, in microseconds since 1970-01-01T00:00:00Z: they are exact and sort correctly. Dates are text,
-- YYYY-MM-DD. Without STRICT, SQLite would not check column types.

CREATE TABLE users (
    -- With AUTOINCREMENT, here and below, SQLite never reuses an id, even after a deletion.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    -- The application folds case, because lower() supports only ASCII.
    email_canonical TEXT NOT NULL,
    username TEXT NOT NULL,
    username_canonical TEXT NOT NULL,
    name TEXT,
    hashed_password TEXT NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT users_email_length CHECK (length(email) BETWEEN 1 AND 254),
    CONSTRAINT users_username_length CHECK (length(username) BETWEEN 1 AND 50),
    CONSTRAINT users_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT users_active_known CHECK (is_active IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX users_email_canonical_key ON users (email_canonical);
CREATE UNIQUE INDEX users_username_canonical_key ON users (username_canonical);

-- This index has few rows. Every process queries it several times a second.
CREATE INDEX users_inactive_idx ON users (id) WHERE NOT is_active;

CREATE TABLE tasks (
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- AUTOINCREMENT needs a single-column key. The index tasks_pkey below equals the primary key on PostgreSQL.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL,
    completed_at INTEGER,
    due_date TEXT,
    priority TEXT NOT NULL,
    -- A JSON array of strings.
    tags TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- The owner's sequence number of the last write to this row.
    change_seq INTEGER NOT NULL,
    -- A deleted task remains as a tombstone until it is purged.
    deleted_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT tasks_title_length CHECK (length(title) BETWEEN 1 AND 255),
    CONSTRAINT tasks_description_length CHECK (length(description) <= 10000),
    CONSTRAINT tasks_status_known CHECK (status IN ('pending', 'in_progress', 'completed')),
    CONSTRAINT tasks_priority_known CHECK (priority IN ('none', 'low', 'medium', 'high')),
    CONSTRAINT tasks_completion_matches CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    CONSTRAINT tasks_tags_count CHECK (json_array_length(tags) <= 20),
    CONSTRAINT tasks_version_positive CHECK (version >= 1),
    CONSTRAINT tasks_due_date_form CHECK (due_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT;

CREATE UNIQUE INDEX tasks_pkey ON tasks (owner_id, id);
CREATE INDEX tasks_newest_idx ON tasks (owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX tasks_change_idx ON tasks (owner_id, change_seq);

-- One row per owner: the owner's sequence number, and the number of tasks that are not deleted.
CREATE TABLE task_counters (
    owner_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    live_tasks INTEGER NOT NULL,
    CONSTRAINT task_counters_not_negative CHECK (seq >= 0 AND live_tasks >= 0)
) STRICT;

CREATE TABLE sessions (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    -- The two valid refresh tokens, as random handles. A token can't be derived from its handle without the secret key.
    refresh_used BLOB,
    refresh_tip BLOB NOT NULL,
    refresh_tip_issued_at INTEGER NOT NULL,
    refresh_tip_expires_at INTEGER NOT NULL,
    user_agent TEXT,
    ip TEXT,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (user_id, id),
    CONSTRAINT sessions_id_size CHECK (length(id) = 16),
    CONSTRAINT sessions_refresh_size CHECK (length(refresh_tip) = 16 AND length(refresh_used) = 16)
) STRICT, WITHOUT ROWID;

-- Recently revoked sessions. Every process queries this index several times a second.
CREATE INDEX sessions_revoked_idx ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE idempotency_keys (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER,
    body BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key),
    CONSTRAINT idempotency_keys_length CHECK (length(key) BETWEEN 1 AND 255)
) STRICT, WITHOUT ROWID;
