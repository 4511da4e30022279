-- A client wants to be online. Replies {'fenced'}, {'refused', epoch}, {'stale', epoch}, or {what, session id,
-- epoch, connection, since, messages that wait for it, counts...}.
local client, node, incarnation, user = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local wanted, exclusive, token = ARGV[7], ARGV[8], ARGV[16]
if fenced(node, incarnation) then
  return {'fenced'}
end
local key = base .. 's:' .. client
local row = redis.call('HMGET', key, 'e', 's', 'u', 'n', 'k', 'c', 'i', 't', 'h', 'p', 'b')
local state = row[2]
local alive = state == '1' or state == '2'
local resumes = alive and row[3] == user
  and (wanted == 'latest' or (wanted == 'grace' and state == '1') or wanted == row[1]
    or (row[10] and wanted == row[10]))
local waiting = 0
if counts[4] ~= '0' then
  waiting = tonumber(redis.call('HGET', base .. 'waiting', client) or 0)
end
if state == '2' and exclusive == '1' and not resumes then
  return {'refused', row[1]}
end
-- It logged in elsewhere after it had asked here: whoever asked was stopped, or on its way for long, and the
-- client has given up on it. It may have lost that connection since: its session waits for it, not for this one.
-- When that was asked for is known if it took long, else by when it was granted. (What is in the future was
-- made under another clock, and says nothing.)
local asked = tonumber(ARGV[17])
local latest = tonumber(row[11] or (state == '2' and row[9]) or row[8] or row[1])
if latest and asked > 0 and asked < latest and latest <= now then
  return {'stale', row[1]}
end
-- 100 ms: nobody asks twice within them.
local late = asked > 0 and now - asked > 100000

-- It is no longer where it was.
leave(client, state, row[4], row[5])
enter(client, state, node, incarnation)

if resumes and row[4] == node then
  local connection = tonumber(row[6]) + 1
  redis.call('HSET', key, 'c', connection, 's', '2', 'g', ARGV[5], 'l', ARGV[10], 'a', ARGV[11],
    'v', ARGV[12], 'h', at, 'r', ARGV[9], 'k', incarnation)
  if late then
    redis.call('HSET', key, 'b', ARGV[17])
  elseif row[11] then
    redis.call('HDEL', key, 'b')
  end
  local away = ''
  if state == '1' then
    away = ',"awayMs":' .. text(math.max(0, math.floor((now - tonumber(row[9])) / 1000)))
  end
  tell('resumed', client, user, row[1], ARGV[14] .. ',"sessionId":' .. cjson.encode(row[7])
    .. ',"connection":' .. connection .. away .. '}', token, '', '')
  return counted({'resumed', row[7], row[1], connection, row[8] or row[1], waiting})
end

-- A hybrid clock: after a failover to a replica that lags behind, a counter alone would go back.
local epoch = text(math.max(tonumber(row[1] or 0) + 1, now))
if alive then
  local word, reason, detail = 'taken-over', 'TAKEN_OVER', ARGV[15]
  if resumes then
    word, reason, detail = 'moved', 'MOVED', '"it came back at node ' .. node .. '"'
  elseif state == '1' then
    detail = '"a new login while it was in grace"'
  end
  supersede(client, row[3], row[1], row[7], word, reason, detail, epoch)
end
if state then
  redis.call('DEL', key)
end
local more = {}
if epoch ~= at then
  more = {'t', at}
end
if ARGV[5] ~= 'default' then
  more[#more + 1] = 'g'
  more[#more + 1] = ARGV[5]
end
if late then
  more[#more + 1] = 'b'
  more[#more + 1] = ARGV[17]
end
redis.call('HSET', key, 'e', epoch, 'c', '1', 's', '2', 'i', ARGV[6], 'u', user, 'l', ARGV[10],
  'a', ARGV[11], 'v', ARGV[12], 'h', at, 'r', ARGV[9], 'n', node, 'k', incarnation, unpack(more))
local former = ''
if row[3] and row[3] ~= user then
  former = row[3]
end
tell('online', client, user, epoch, ARGV[13], token, '', former)
return counted({'begun', ARGV[6], epoch, 1, at, waiting})
