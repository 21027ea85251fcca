-- The networks of recent logins, and the time when an operator last unlocked an account.

CREATE TABLE known_networks (
    user_id INTEGER NOT NULL,
    -- In CIDR notation, with a prefix of 24 bits (IPv4) or 64 bits (IPv6).
    network TEXT NOT NULL,
    last_login_at INTEGER NOT NULL,
    CONSTRAINT known_networks_pkey PRIMARY KEY (user_id, network),
    CONSTRAINT known_networks_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT known_networks_length CHECK (length(network) BETWEEN 1 AND 50)
) STRICT, WITHOUT ROWID;

-- The cleanup uses this index to find expired rows.
CREATE INDEX known_networks_time_idx ON known_networks (last_login_at);

-- Wrong passwords counted before this time are ignored.
ALTER TABLE users ADD COLUMN unlocked_at INTEGER;
