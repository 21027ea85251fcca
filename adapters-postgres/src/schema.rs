//! The table definitions for Diesel. The definition of `tasks` is in `tasks/columns.rs`. The migrations define the real
//! schema.

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        email_canonical -> Text,
        username -> Text,
        username_canonical -> Text,
        name -> Nullable<Text>,
        hashed_password -> Text,
        is_active -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        unlocked_at -> Nullable<Timestamptz>,
        email_verified -> Bool,
        pending_email -> Nullable<Text>,
        verification_due_at -> Nullable<Timestamptz>,
        role -> Text,
        language -> Text,
        time_zone -> Text,
        login_notices -> Bool,
    }
}

diesel::table! {
    mail_outbox (id) {
        id -> Uuid,
        user_id -> BigInt,
        kind -> Text,
        recipient -> Nullable<Text>,
        new_email -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        ip -> Nullable<Text>,
        queued_at -> Timestamptz,
        due_at -> Timestamptz,
        attempts -> BigInt,
    }
}

diesel::table! {
    one_time_links (user_id, id) {
        user_id -> BigInt,
        id -> Bytea,
        purpose -> Text,
        secret_hash -> Bytea,
        email -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    task_counters (owner_id) {
        owner_id -> BigInt,
        seq -> BigInt,
        live_tasks -> BigInt,
        forgotten_seq -> BigInt,
        stored_bytes -> BigInt,
        bytes_counted_at -> Timestamptz,
    }
}

diesel::table! {
    sessions (user_id, id) {
        user_id -> BigInt,
        id -> Uuid,
        refresh_used -> Nullable<Bytea>,
        refresh_tip -> Bytea,
        refresh_tip_issued_at -> Timestamptz,
        refresh_tip_expires_at -> Timestamptz,
        user_agent -> Nullable<Text>,
        ip -> Nullable<Text>,
        created_at -> Timestamptz,
        last_used_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        refresh_ordinal -> Nullable<BigInt>,
        refresh_numbered -> Nullable<Bytea>,
        refresh_confirmed_at -> Nullable<Timestamptz>,
        refresh_retired -> Nullable<Bytea>,
        last_user_agent -> Nullable<Text>,
        last_ip -> Nullable<Text>,
    }
}

diesel::table! {
    known_networks (user_id, network) {
        user_id -> BigInt,
        network -> Text,
        last_login_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (user_id, key) {
        user_id -> BigInt,
        key -> Text,
        fingerprint -> Bytea,
        status -> Nullable<SmallInt>,
        body -> Nullable<Bytea>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    login_names (canonical, kind) {
        kind -> Text,
        canonical -> Text,
        user_id -> BigInt,
        released_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    deleted_users (user_id) {
        user_id -> BigInt,
        deleted_at -> Timestamptz,
    }
}

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> VarChar,
        run_on -> Timestamp,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
