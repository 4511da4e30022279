-- Announces those offline whose grace has ended, up to ARGV[1], and not after ARGV[2]; the rest of ARGV are holds:
-- kind, name, until. Replies {announced, kept back, microseconds until the next grace ends or -1, for how many clients
-- messages wait, all counts}.
local announced, kept = 0, 0
local by = math.min(now, tonumber(ARGV[2]))

local function untilNext()
  local first = redis.call('ZRANGE', base .. 'grace', 0, 0, 'WITHSCORES')
  return first[2] and math.max(0, tonumber(first[2]) - by) or -1
end

local next = untilNext()
local due = {}
if next == 0 then
  due = redis.call('ZRANGEBYSCORE', base .. 'grace', '-inf', text(by), 'LIMIT', 0, ARGV[1])
end

local function heldUntil(client, group, listener)
  for i = 3, #ARGV, 3 do
    local kind, name = ARGV[i], ARGV[i + 1]
    if kind == 'ALL' or (kind == 'GROUP' and name == group)
      or (kind == 'LISTENER' and name == listener) or (kind == 'CLIENT' and name == client) then
      return ARGV[i + 2]
    end
  end
  return nil
end

local gone, off = {}, {}
for _, client in ipairs(due) do
  local key = base .. 's:' .. client
  local row = redis.call('HMGET', key, 'e', 'u', 'g', 'd')
  local hold = heldUntil(client, row[3] or 'default', string.match(row[4] or '', '\n([^\n]*)'))
  if hold then
    redis.call('ZADD', base .. 'grace', hold, client)
    kept = kept + 1
  else
    redis.call('HSET', key, 's', '0', 'h', at)
    local data = redis.call('GET', base .. 'w:' .. client) or '{}'
    tell('offline', client, row[2], row[1], data, '', '', '')
    gone[#gone + 1] = client
    off[#off + 1] = 0
    off[#off + 1] = client
    announced = announced + 1
  end
end
if announced > 0 then
  redis.call('ZREM', base .. 'grace', unpack(gone))
  redis.call('ZREM', base .. 'lost', unpack(gone))
  redis.call('ZADD', base .. 'off', unpack(off))
  moved('1', '0', announced)
end
if next == 0 then
  next = untilNext()
end
-- The one that leads hears of all counts by this, also of what others have changed.
local all = redis.call('HMGET', base .. 'counts', '2', '1', '0', 'w')
return {announced, kept, text(next), all[4] or '0', {'2', all[1] or 0, '1', all[2] or 0, '0', all[3] or 0}}
