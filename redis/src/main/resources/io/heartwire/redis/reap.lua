-- Whoever is attached to a fenced incarnation is in grace from now on: up to ARGV[3] of them.
-- ARGV: node, incarnation, most, shortest grace in ms, 1 if graces are to be spread, when the node
-- was last known to live, and the evidence up to the moment the client was last seen.
-- Replies {reaped, how many are left, counts}.
local node, incarnation, least = ARGV[1], ARGV[2], tonumber(ARGV[4])
if not fenced(node, incarnation) then
  return redis.error_reply('ERR node ' .. node .. ' ' .. incarnation .. ' is not fenced')
end
local owner = node .. '.' .. incarnation
local on = base .. 'on:' .. owner

local function lengthOf(year)
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return leap and 366 or 365
end

local function iso(micros)
  local seconds = math.floor(micros / 1000000)
  local day = math.floor(seconds / 86400)
  local rest = seconds - day * 86400
  local year = 1970
  while day >= lengthOf(year) do
    day = day - lengthOf(year)
    year = year + 1
  end
  local months = {31, lengthOf(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
  local month = 1
  while day >= months[month] do
    day = day - months[month]
    month = month + 1
  end
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%06dZ', year, month, day + 1,
    math.floor(rest / 3600), math.floor(rest / 60) % 60, rest % 60, micros % 1000000)
end

-- Nearly all were last seen when their node was.
local when, written
local function known(micros)
  if micros ~= when then
    when, written = micros, iso(micros)
  end
  return written
end

local reaped = redis.call('ZRANGE', on, 0, tonumber(ARGV[3]) - 1)
local graces, lost = {}, {}
for _, client in ipairs(reaped) do
  local key = base .. 's:' .. client
  local row = redis.call('HMGET', key, 'e', 's', 'o', 'd', 't', 'h')
  if row[2] == '2' and row[3] == owner then
    local seen = math.max(tonumber(row[6] or row[5] or row[1]), tonumber(ARGV[6]))
    local grace = math.max(tonumber(string.match(row[4], '^%d+')), least)
    if ARGV[5] == '1' then
      -- An epoch is a time in microseconds: its last digits are as good as chance.
      grace = grace + tonumber(row[1]) % 1000 / 1000 * grace
    end
    redis.call('HSET', key, 's', '1', 'h', at, 'z', text(seen), 'q', 'NODE_LOST')
    redis.call('SET', base .. 'w:' .. client, ARGV[7] .. '"' .. known(seen) .. '"}')
    graces[#graces + 1] = text(now + grace * 1000)
    graces[#graces + 1] = client
    lost[#lost + 1] = 0
    lost[#lost + 1] = client
  end
end
if #reaped > 0 then
  redis.call('ZREMRANGEBYRANK', on, 0, #reaped - 1)
end
if #lost > 0 then
  redis.call('ZADD', base .. 'grace', unpack(graces))
  redis.call('ZADD', base .. 'lost', unpack(lost))
  moved('2', '1', #lost / 2)
end
local left = redis.call('ZCARD', on)
if left == 0 then
  redis.call('SREM', base .. 'owners', owner)
end
return {#reaped, left, counts}
