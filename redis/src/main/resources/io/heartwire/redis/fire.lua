-- Lets timeouts come out. ARGV: most, how far a wall clock has leapt in microseconds, by when those had been
-- set that it concerns, how many to pass over. Replies {fired, passed over, microseconds late, pending, now,
-- microseconds until the next one or -1}.
local leap, cutoff = tonumber(ARGV[2]), tonumber(ARGV[3])
local due = redis.call('ZRANGEBYSCORE', base .. 'due', '-inf', text(now + leap), 'WITHSCORES',
  'LIMIT', ARGV[4], ARGV[1])
local fired, passed, late = 0, 0, -1
for i = 1, #due, 2 do
  local id, moment = due[i], tonumber(due[i + 1])
  local value = redis.call('HGET', base .. 'timeouts', id)
  local set, bytes, at, shown, payload = string.match(value, '^(%d+) (%d+) (%-?%d+) (%S+) (.*)$')
  if moment > now and tonumber(set) > cutoff then
    passed = passed + 1
  else
    write(text(now), 'timeout', '', '', '0',
      '{"id":"' .. id .. '","at":"' .. shown .. '","payload":' .. payload .. '}', '')
    redis.call('HDEL', base .. 'timeouts', id)
    redis.call('ZREM', base .. 'due', id)
    redis.call('DECRBY', base .. 'payloads', bytes)
    if late < 0 then
      late = math.max(0, now + leap - moment)
    end
    fired = fired + 1
  end
end
if fired > 0 then
  wrote({}, {})
end
local pending, next = redis.call('ZCARD', base .. 'due'), -1
if pending > 0 then
  local first = redis.call('ZRANGE', base .. 'due', 0, 0, 'WITHSCORES')
  next = math.max(0, tonumber(first[2]) - now - leap)
end
return {fired, passed, text(late), pending, text(now), text(next)}
