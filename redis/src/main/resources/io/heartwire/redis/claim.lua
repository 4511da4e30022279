-- A client wants to be online. ARGV: client, node, incarnation, user, session, what it may resume, 1 if it is to be
-- refused while it is attached, d of its row, data of a resumed but for its end, data of an online behind that,
-- token, when it asked, group, address. Replies {'fenced'}, {'refused', epoch}, {'stale', epoch}, or {what, session,
-- epoch, connection, since, messages that wait for it, counts}.
local client, node, incarnation, user, session = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local wanted, seat, door, token = ARGV[6], ARGV[8], ARGV[9], ARGV[11]
if fenced(node, incarnation) then
  return {'fenced'}
end
local key = base .. 's:' .. client
local row = redis.call('HMGET', key, 'e', 's', 'u', 't', 'b')
local state, owner = row[2], node .. '.' .. incarnation
local alive = state == '1' or state == '2'
-- Who is gone leaves nothing else that counts, and to ask for each field takes time.
local has = {}
if alive then
  has = redis.call('HMGET', key, 'o', 'c', 'i', 'h', 'p', 'g')
end
local since = row[4] or row[1]
local resumes = alive and row[3] == user
  and (wanted == 'latest' or (wanted == 'grace' and state == '1') or wanted == row[1]
    or (has[5] and wanted == has[5]))
local waiting = 0
if some ~= '0' then
  waiting = tonumber(redis.call('HGET', base .. 'waiting', client) or 0)
end
if state == '2' and ARGV[7] == '1' and not resumes then
  return {'refused', row[1]}
end
-- It logged in elsewhere after it had asked here: whoever asked was stopped, or on its way for long, and the
-- client has given up on it. It may have lost that connection since: its session waits for it, not for this one.
-- When that was asked for is known if it took long, else by when it was granted. (What is in the future was
-- made under another clock, and says nothing.)
local asked = tonumber(ARGV[12])
local latest = tonumber(row[5] or (state == '2' and has[4]) or since)
if latest and asked > 0 and asked < latest and latest <= now then
  return {'stale', row[1]}
end
-- 100 ms: nobody asks twice within them.
local late = asked > 0 and now - asked > 100000

-- It is no longer where it was.
leave(client, state, has[1])
redis.call('ZADD', base .. 'on:' .. owner, '0', client)
moved(state, '2')

-- A node's name may hold dots; an incarnation does not.
if resumes and string.match(has[1], '^(.*)%.%d+$') == node then
  local connection = tonumber(has[2] or 1) + 1
  redis.call('HSET', key, 'c', connection, 's', '2', 'a', ARGV[14], 'd', seat, 'h', at, 'o', owner)
  if late then
    redis.call('HSET', key, 'b', ARGV[12])
  elseif row[5] then
    redis.call('HDEL', key, 'b')
  end
  if ARGV[13] ~= 'default' then
    redis.call('HSET', key, 'g', ARGV[13])
  elseif has[6] then
    redis.call('HDEL', key, 'g')
  end
  local away = ''
  if state == '1' then
    away = ',"awayMs":' .. text(math.max(0, math.floor((now - tonumber(has[4] or since)) / 1000)))
  end
  tell('resumed', client, user, row[1], door .. ',"sessionId":' .. cjson.encode(has[3])
    .. ',"connection":' .. connection .. away .. '}', token, '', '')
  return {'resumed', has[3], row[1], connection, since, waiting, counts}
end

-- A hybrid clock: after a failover to a replica that lags behind, a counter alone would go back.
local epoch = at
if row[1] and tonumber(row[1]) >= now then
  epoch = text(tonumber(row[1]) + 1)
end
if alive then
  local word, reason = 'taken-over', 'TAKEN_OVER'
  local detail = 'a newer login came from ' .. ARGV[14]
  if resumes then
    word, reason, detail = 'moved', 'MOVED', 'it came back at node ' .. node
  elseif state == '1' then
    detail = 'a new login while it was in grace'
  end
  supersede(client, row[3], row[1], has[3], word, reason, detail, epoch)
end
if state then
  redis.call('DEL', key)
end
redis.call('HSET', key, 'e', epoch, 's', '2', 'i', session, 'u', user, 'a', ARGV[14], 'd', seat,
  'o', owner)
if ARGV[13] ~= 'default' then
  redis.call('HSET', key, 'g', ARGV[13])
end
if epoch ~= at then
  redis.call('HSET', key, 't', at)
end
if late then
  redis.call('HSET', key, 'b', ARGV[12])
end
local former = ''
if row[3] and row[3] ~= user then
  former = row[3]
end
tell('online', client, user, epoch, door .. ARGV[10], token, '', former)
return {'begun', session, epoch, 1, at, waiting, counts}
