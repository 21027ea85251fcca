-- Counts one more wrong password, unless the subject is locked out. KEYS[1] is a hash: count, and until when it is locked
-- in milliseconds. ARGV: milliseconds for which all is remembered, then the lock that each failure brings, the last of
-- which also stands for those after it. Returns the milliseconds to wait, 0 when it was counted.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local longest = tonumber(ARGV[#ARGV])
local state = redis.call('HMGET', KEYS[1], 'count', 'until')
local wait = tonumber(state[2] or 0) - now
-- No lock is longer, unless the server's clock was set back: then the longest begins now.
if wait > longest then
    redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + longest))
    wait = longest
end
if wait > 0 then
    return wait
end
local count = math.min(tonumber(state[1] or 0) + 1, #ARGV - 1)
local lock = tonumber(ARGV[count + 1])
redis.call('HSET', KEYS[1], 'count', count, 'until', string.format('%.0f', now + lock))
redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[1]) + lock)
return 0
