-- Takes back one failure that was counted and never tried, and its lock with it.
local count = tonumber(redis.call('HGET', KEYS[1], 'count') or 0)
if count > 0 then
    redis.call('HSET', KEYS[1], 'count', count - 1, 'until', 0)
end
return 0
