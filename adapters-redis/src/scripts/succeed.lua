-- Deletes the counters in KEYS.
return redis.call('DEL', unpack(KEYS))
