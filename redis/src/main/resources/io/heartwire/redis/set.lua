-- Sets a timeout. ARGV: id, at, microseconds from now, at as text, payload, its bytes, most timeouts, most bytes,
-- and what the time of Redis was by the setter's reckoning: if that is near, it counts from then. The way here took
-- its time, and two moments set a millisecond apart are to keep their order.
--   due  ids by the moment in the time of Redis; timeouts: id -> set at, bytes, at, as text, payload
-- Replies {kept, replaced, pending}, or {'count' or 'bytes', how many}.
local id, bytes = ARGV[1], tonumber(ARGV[6])
local before = redis.call('HGET', base .. 'timeouts', id)
local freed = before and tonumber(string.match(before, '^%d+ (%d+)')) or 0
local pending = redis.call('ZCARD', base .. 'due')
local used = tonumber(redis.call('GET', base .. 'payloads') or 0)
if not before and pending >= tonumber(ARGV[7]) then
  return {'count', pending, text(now)}
end
if bytes > freed and used + bytes - freed > tonumber(ARGV[8]) then
  return {'bytes', used, text(now)}
end
local reckoned = tonumber(ARGV[9])
local from = math.abs(now - reckoned) < 250000 and reckoned or now
redis.call('ZADD', base .. 'due', text(from + tonumber(ARGV[3])), id)
redis.call('HSET', base .. 'timeouts', id,
  text(now) .. ' ' .. bytes .. ' ' .. ARGV[2] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
redis.call('INCRBY', base .. 'payloads', bytes - freed)
return {'kept', before and 1 or 0, text(now), pending + (before and 0 or 1)}
