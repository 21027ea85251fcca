-- Many users with many tasks each. The users' tasks are interleaved, as in production, so the tasks of one user are not
-- adjacent.

INSERT INTO users (id, email, email_canonical, username, username_canonical, hashed_password, created_at, updated_at)
SELECT n, n || '@example.org', n || '@example.org', 'user' || n, 'user' || n, 'x', '2026-01-01Z', '2026-01-01Z'
FROM generate_series(1, :owners) AS n;

INSERT INTO task_counters (owner_id, seq, live_tasks)
SELECT n, :tasks, :tasks FROM generate_series(1, :owners) AS n;

INSERT INTO tasks (owner_id, title, description, status, completed_at, due_date, priority, tags, version, change_seq,
    created_at, updated_at, deleted_at, search_text)
SELECT owner_id, title, description, status, CASE status WHEN 'completed' THEN created_at END, due_date, priority, tags,
    1, seq, created_at, created_at, deleted_at, lower(title || E'\n' || description)
FROM (
    SELECT owner_id, seq,
        words[1 + random % 97 % 12] || ' ' || words[1 + random % 89 % 12] || ' ' || seq AS title,
        words[1 + random % 83 % 12] || ' ' || words[1 + random % 79 % 12] AS description,
        (ARRAY['pending', 'in_progress', 'completed'])[1 + random % 3] AS status,
        (ARRAY['none', 'low', 'medium', 'high'])[1 + random % 71 % 4] AS priority,
        CASE WHEN random % 5 = 0 THEN '{}' ELSE ARRAY[words[1 + random % 67 % 12]] END AS tags,
        CASE WHEN random % 2 = 0 THEN date '2026-01-01' + random % 365 END AS due_date,
        timestamptz '2026-01-01Z' + seq * interval '1 minute' + owner_id * interval '1 ms' AS created_at,
        CASE WHEN random % 20 = 0 THEN timestamptz '2026-03-01Z' END AS deleted_at
    FROM generate_series(1, :tasks) AS seq, generate_series(1, :owners) AS owner_id,
        abs(hashint8(seq * 1000003 + owner_id) % 1000000) AS random,
        (VALUES (ARRAY['Milk', 'Report', 'Garden', 'Taxes', 'Call', 'Review', 'Paint', 'Invoice', 'Train', 'Letter',
            'Budget', 'Party'])) AS dictionary (words)
) AS made
ORDER BY seq, owner_id;

ANALYZE users, task_counters, tasks;
