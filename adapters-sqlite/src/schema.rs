//! The columns that the stores use, for Diesel. The migrations are what holds; the contract tests see when the two
//! differ.

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
    }
}

diesel::table! {
    tasks (owner_id, id) {
        owner_id -> BigInt,
        id -> BigInt,
        title -> Text,
        description -> Nullable<Text>,
        status -> Text,
        completed_at -> Nullable<BigInt>,
        due_date -> Nullable<Text>,
        priority -> Text,
        tags -> Text,
        version -> BigInt,
        change_seq -> BigInt,
        deleted_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        search_text -> Nullable<Text>,
    }
}

diesel::table! {
    task_counters (owner_id) {
        owner_id -> BigInt,
        seq -> BigInt,
        live_tasks -> BigInt,
        forgotten_seq -> BigInt,
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
    /// What `SQLite` knows of its own tables.
    sqlite_master (name) {
        name -> Text,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(task_counters -> users (owner_id));
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(task_counters, users);
