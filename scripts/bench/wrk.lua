-- Sends the requests of a file, by chance and again and again, or each once and in their order, and says at the end how it went.
--   wrk … -s wrk.lua ADDRESS -- FILE COOKIE [FROM THREADS]
-- FROM: the line of the file with which the first of so many threads begins; each takes its turn.
-- A line of the file: method, path, and the body of a form where there is one, parted by blanks.

local requests, most = {}, 0
local turn, threads
local counter = 0

function setup(thread)
  thread:set("number", counter)
  counter = counter + 1
end

function init(arguments)
  math.randomseed(os.time() + number)
  if arguments[3] then turn, threads = tonumber(arguments[3]) + number, tonumber(arguments[4]) end
  local headers = {
    Cookie = arguments[2], Accept = "text/html,application/json", Origin = wrk.scheme .. "://" .. wrk.host .. ":" .. wrk.port,
    ["Sec-Fetch-Site"] = "same-origin",
  }
  for line in io.lines(arguments[1]) do
    local method, path, body = line:match("^(%S+) (%S+) ?(.*)$")
    headers["Content-Type"] = body ~= "" and "application/x-www-form-urlencoded" or nil
    -- A function answers a program with JSON and a form with a redirect.
    headers.Accept = method == "POST" and "application/json" or "text/html"
    most = most + 1
    requests[most] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
end

function request()
  if not turn then return requests[math.random(most)] end
  local one = requests[turn]
  turn = turn + threads
  return one or error("there are no requests left")
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format("figures %.1f %.2f %.2f %.2f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
