-- Undoes one counted attempt on each of KEYS, and removes the lock. The expiry time of the earlier attempts does not change.
for _, key in ipairs(KEYS) do
    local count = tonumber(redis.call('HGET', key, 'count') or 0)
    if count > 1 then
        redis.call('HSET', key, 'count', count - 1, 'until', 0)
    elseif count == 1 then
        redis.call('DEL', key)
    end
end
return 0
