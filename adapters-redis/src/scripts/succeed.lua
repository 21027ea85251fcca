-- Forgets all failures.
return redis.call('DEL', unpack(KEYS))
