-- Deletes all counters.
return redis.call('DEL', unpack(KEYS))
