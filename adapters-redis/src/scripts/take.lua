-- Counts one request with the generic cell rate algorithm. KEYS[1] contains the time at which the full quota is available
-- again, in microseconds. ARGV: the interval between requests in microseconds, and the burst size. Returns: allowed
-- (1 or 0), the remaining requests, and the maximum time until one more request is allowed, in microseconds.
local interval, count = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
-- If the stored time is more than a full quota ahead, the server's clock was set back, or the limit was changed. Then
-- the stored time is ignored.
if full > now + interval * count then
    full = now
end
local wait = full - interval * (count - 1) - now
if wait > 0 then
    return {0, 0, wait}
end
full = full + interval
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return {1, math.floor((interval * count - (full - now)) / interval), interval}
