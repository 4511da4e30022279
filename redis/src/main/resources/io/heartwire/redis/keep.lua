-- Keeps a message for its client. ARGV: client, id, type, bytes, microseconds to keep it, body, most
-- messages, most bytes.
--   order:CLIENT  ids by number; box:CLIENT id -> expiry, bytes, body, type; '' -> all bytes
--   waiting       how many wait for whom; expiry: when they are given up; seen: ids of the past
local client, id, bytes = ARGV[1], ARGV[2], tonumber(ARGV[4])
local order, box = base .. 'order:' .. client, base .. 'box:' .. client
local row = redis.call('HMGET', base .. 's:' .. client, 's', 'o')
local state, node = row[1], row[2] and string.match(row[2], '^(.*)%.%d+$')
local attached = state == '2' and 1 or 0

local function latest(before)
  local found = redis.call('ZREVRANGEBYSCORE', order, before, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return found[2] or '0'
end

local known = redis.call('ZSCORE', order, id)
if known then
  return {'held', known, latest('(' .. known), attached, 0, node or ''}
end
if redis.call('ZSCORE', base .. 'seen', client .. ' message.delivered ' .. id) then
  return {'delivered'}
end
if not state then
  return {'unknown'}
end
if state == '0' then
  return {'offline'}
end
local messages = redis.call('ZCARD', order)
local used = tonumber(redis.call('HGET', box, '') or 0)
if messages >= tonumber(ARGV[7]) or used + bytes > tonumber(ARGV[8]) then
  return {'full', messages, used}
end
local previous = latest('+inf')
local number = redis.call('INCR', base .. 'parcels')
local expires = text(now + tonumber(ARGV[5]))
redis.call('ZADD', order, number, id)
redis.call('HSET', box, id, expires .. '\n' .. bytes .. '\n' .. ARGV[6] .. '\n' .. ARGV[3],
  '', used + bytes)
redis.call('ZADD', base .. 'expiry', expires, client .. ' ' .. id)
if redis.call('HINCRBY', base .. 'waiting', client, 1) == 1 then
  redis.call('HINCRBY', base .. 'counts', 'w', 1)
end
return {'held', number, previous, attached, 1, node}
