-- Forgets all failures.
return redis.call('DEL', KEYS[1])
