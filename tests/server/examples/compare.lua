-- For wrk: compares every answer with the one expected, and counts.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  expected = file:read("*a")
  file:close()
  wrk.headers["Cookie"] = args[2]
  right, wrong, sample = 0, 0, ""
end

function response(status, headers, body)
  if status == 200 and body == expected then
    right = right + 1
  else
    wrong = wrong + 1
    sample = status .. " " .. body:sub(1, 200)
  end
end

function done(summary, latency, requests)
  local right, wrong, sample = 0, 0, ""
  for _, thread in ipairs(threads) do
    right = right + thread:get("right")
    wrong = wrong + thread:get("wrong")
    sample = sample .. thread:get("sample")
  end
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  print(string.format("right=%d wrong=%d failed=%d p50=%.0f p99=%.0f %s", right, wrong, failed,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, sample))
end
