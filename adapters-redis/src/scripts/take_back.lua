-- Takes back one failure that was counted on each of KEYS and never tried, and its lock with it. Those before it stay as
-- long as they would.
for _, key in ipairs(KEYS) do
    local count = tonumber(redis.call('HGET', key, 'count') or 0)
    if count > 1 then
        redis.call('HSET', key, 'count', count - 1, 'until', 0)
    elseif count == 1 then
        redis.call('DEL', key)
    end
end
return 0
