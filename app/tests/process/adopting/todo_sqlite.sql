-- The todo server's tables on SQLite, as SQLModel creates them.
CREATE TABLE user (
    id INTEGER NOT NULL,
    email VARCHAR(255) NOT NULL,
    hashed_password VARCHAR NOT NULL,
    name VARCHAR(100),
    created_at DATETIME NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_user_email ON user (email);
CREATE TABLE task (
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    title VARCHAR(200) NOT NULL,
    description VARCHAR(1000),
    completed BOOLEAN NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE INDEX ix_task_user_id ON task (user_id);
