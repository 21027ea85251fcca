//! The table definitions for Diesel. The definition of `tasks` is in `tasks/columns.rs`. The migrations define the real
//! schema, and the contract tests fail if these definitions differ from it.

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
        created_at -> BigInt,
        updated_at -> BigInt,
        unlocked_at -> Nullable<BigInt>,
        email_verified -> Bool,
        pending_email -> Nullable<Text>,
        verification_due_at -> Nullable<BigInt>,
        role -> Text,
        language -> Text,
        time_zone -> Text,
        login_notices -> Bool,
    }
}

diesel::table! {
    mail_outbox (id) {
        id -> Binary,
        user_id -> BigInt,
        kind -> Text,
        recipient -> Nullable<Text>,
        new_email -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        ip -> Nullable<Text>,
        queued_at -> BigInt,
        due_at -> BigInt,
        attempts -> BigInt,
    }
}

diesel::table! {
    one_time_links (user_id, id) {
        user_id -> BigInt,
        id -> Binary,
        purpose -> Text,
        secret_hash -> Binary,
        email -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    task_counters (owner_id) {
        owner_id -> BigInt,
        seq -> BigInt,
        live_tasks -> BigInt,
        forgotten_seq -> BigInt,
        stored_bytes -> BigInt,
        bytes_counted_at -> BigInt,
    }
}

diesel::table! {
    sessions (user_id, id) {
        user_id -> BigInt,
        id -> Binary,
        refresh_used -> Nullable<Binary>,
        refresh_tip -> Binary,
        refresh_tip_issued_at -> BigInt,
        refresh_tip_expires_at -> BigInt,
        user_agent -> Nullable<Text>,
        ip -> Nullable<Text>,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        refresh_ordinal -> Nullable<BigInt>,
        refresh_numbered -> Nullable<Binary>,
        refresh_confirmed_at -> Nullable<BigInt>,
        refresh_retired -> Nullable<Binary>,
        last_user_agent -> Nullable<Text>,
        last_ip -> Nullable<Text>,
    }
}

diesel::table! {
    known_networks (user_id, network) {
        user_id -> BigInt,
        network -> Text,
        last_login_at -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (user_id, key) {
        user_id -> BigInt,
        key -> Text,
        fingerprint -> Binary,
        status -> Nullable<Integer>,
        body -> Nullable<Binary>,
        created_at -> BigInt,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Binary,
        ends_at -> BigInt,
    }
}

diesel::table! {
    login_names (canonical, kind) {
        kind -> Text,
        canonical -> Text,
        user_id -> BigInt,
        released_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    deleted_users (user_id) {
        user_id -> BigInt,
        deleted_at -> BigInt,
    }
}

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

diesel::table! {
    /// SQLite's list of tables.
    sqlite_master (name) {
        name -> Text,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(task_counters -> users (owner_id));
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(task_counters, users);
