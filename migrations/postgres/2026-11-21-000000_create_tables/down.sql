DROP TABLE idempotency_keys;
DROP TABLE sessions;
DROP TABLE task_counters;
DROP TABLE tasks;
DROP TABLE users;
