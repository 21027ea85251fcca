-- wrk -s load.lua URL -- OPERATION OWNERS FIRST_TASK TASKS_EACH: runs one operation for random users on random tasks.
-- OWNERS is a file with a line per user, ordered by id: the token, a space, and an additional value if the operation needs one.
-- User N has tasks with the ids from FIRST_TASK + 100 * N to FIRST_TASK + 100 * N + TASKS_EACH - 1.

local operation, heads, extras, first_task, tasks_each
local written = 0
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("number", #threads)
end

local function read_owners(path)
  heads, extras = {}, {}
  for line in io.lines(path) do
    local token, extra = line:match("^(%S+) ?(.*)$")
    -- Build the constant part of each user's requests once, to leave more processor time for the server.
    heads[#heads + 1] = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " .. token .. "\r\n"
    extras[#extras + 1] = extra
  end
end

local function send(request, owner, more)
  return request .. heads[owner] .. (more or "") .. "\r\n"
end

local function send_json(request, owner, body)
  return request .. heads[owner] .. "Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

local function task_of(owner)
  return string.format("%.0f", first_task + 100 * owner + math.random(0, tasks_each - 1))
end

-- Each title is new, because a change without effect is not written.
local function new_title()
  written = written + 1
  return '{"title":"Water the plants, ' .. number .. "-" .. written .. '"}'
end

local operations = {}

function operations.get(owner)
  return send("GET /api/v1/tasks/" .. task_of(owner), owner)
end

function operations.list(owner)
  return send("GET /api/v1/tasks?limit=20", owner)
end

operations["list-filtered"] = function(owner)
  return send("GET /api/v1/tasks?limit=20&status=pending&priority=high&q=plan", owner)
end

operations["list-deep"] = function(owner)
  return send("GET /api/v1/tasks?limit=20&cursor=" .. extras[owner], owner)
end

operations["not-modified"] = function(owner)
  return send("GET /api/v1/tasks?limit=20", owner, "If-None-Match: " .. extras[owner] .. "\r\n")
end

function operations.changes(owner)
  return send("GET /api/v1/tasks/changes?limit=20&since=1", owner)
end

function operations.create(owner)
  return send_json("POST /api/v1/tasks", owner, new_title())
end

function operations.edit(owner)
  return send_json("PATCH /api/v1/tasks/" .. task_of(owner), owner, new_title())
end

function operations.toggle(owner)
  return send("PATCH /api/" .. owner .. "/tasks/" .. task_of(owner) .. "/complete", owner)
end

-- 80 % of the requests are reads.
function operations.mix(owner)
  local dice = math.random(10)
  if dice <= 4 then return operations.list(owner) end
  if dice <= 8 then return operations.get(owner) end
  if dice == 9 then return operations.create(owner) end
  return operations.edit(owner)
end

-- The additional value is a username.
function operations.login(owner)
  local body = "username=" .. extras[owner] .. "&password=tasklane-demo"
  return "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    .. "Content-Length: " .. #body .. "\r\n\r\n" .. body
end

function init(args)
  operation = operations[args[1]]
  read_owners(args[2])
  first_task, tasks_each = tonumber(args[3]), tonumber(args[4])
  math.randomseed(os.time() * 100 + number)
end

function request()
  return operation(math.random(#heads))
end

function done(summary, latency)
  local errors = summary.errors
  -- The number of requests excludes requests that got an error status.
  io.write(string.format(
    '\nRESULT {"requests":%d,"microseconds":%d,"p50":%.1f,"p99":%.1f,"errors":%d}\n',
    summary.requests - errors.status, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
