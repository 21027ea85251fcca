ALTER TABLE users DROP COLUMN unlocked_at;
DROP TABLE known_networks;
