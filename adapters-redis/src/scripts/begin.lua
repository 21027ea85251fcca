-- Counts one failed attempt on each counter, or on no counter if one of them is locked. Each of KEYS is a hash with the
-- fields `count` and `until` (end of the lock, in milliseconds). ARGV: retention in milliseconds; then for each of KEYS:
-- the number of failures without a lock, the number of locks, and the duration of each lock in milliseconds. The last
-- duration also applies to all later failures. Returns the milliseconds to wait, or 0 if the attempt was counted.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counters, wait, place = {}, 0, 2
for index, key in ipairs(KEYS) do
    local free, locks = tonumber(ARGV[place]), tonumber(ARGV[place + 1])
    local longest = tonumber(ARGV[place + 1 + locks])
    local state = redis.call('HMGET', key, 'count', 'until')
    local left = tonumber(state[2] or 0) - now
    -- The remaining time exceeds the longest lock only if the server's clock was set back. Then the longest lock starts now.
    if left > longest then
        redis.call('HSET', key, 'until', string.format('%.0f', now + longest))
        left = longest
    end
    wait = math.max(wait, left)
    local count = math.min(tonumber(state[1] or 0) + 1, free + locks)
    counters[index] = {count, count > free and tonumber(ARGV[place + 1 + count - free]) or 0}
    place = place + 2 + locks
end
if wait > 0 then
    return wait
end
for index, key in ipairs(KEYS) do
    local count, lock = counters[index][1], counters[index][2]
    redis.call('HSET', key, 'count', count, 'until', string.format('%.0f', now + lock))
    redis.call('PEXPIRE', key, tonumber(ARGV[1]) + lock)
end
return 0
