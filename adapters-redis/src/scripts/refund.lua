-- Undoes the count of one request. KEYS[1] contains the time at which the full quota is available again, in microseconds.
-- ARGV: the interval between requests in microseconds.
local interval = tonumber(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full = tonumber(redis.call('GET', KEYS[1]) or now) - interval
if full <= now then
    return redis.call('DEL', KEYS[1])
end
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return 1
