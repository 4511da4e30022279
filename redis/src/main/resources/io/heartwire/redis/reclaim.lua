-- A node holds a client, and what is known of it says otherwise. ARGV: client, node, incarnation, user, session,
-- the epoch that the client was told, connection, d of its row, data of a resumed but for its end, data of an
-- online behind that, the epoch as the node knows it, group, address. Replies {'fenced'}, {'superseded', epoch}, or {what, epoch,
-- counts}: kept, for it was so already; resumed, in the same epoch; or renewed, in another one.
local client, node, incarnation, user, session = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local told, connection, own = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[11])
if fenced(node, incarnation) then
  return {'fenced'}
end
local key = base .. 's:' .. client
local row = redis.call('HMGET', key, 'e', 's', 'u', 'o', 'c', 'i', 'h', 'p')
local state, same = row[2], row[6] == session
local owner, before = node .. '.' .. incarnation, tonumber(row[5] or 1)
-- Of two logins the later one counts, as the clients were told: each node may have claimed its own again.
if state and ((same and before > connection)
  or (not same and tonumber(row[8] or row[1]) > told)) then
  return {'superseded', row[1]}
end
local known = same and tonumber(row[1]) >= own
if known and state == '2' and row[4] == owner and before == connection then
  return {'kept', row[1]}
end

leave(client, state, row[4])
redis.call('ZADD', base .. 'on:' .. owner, '0', client)
moved(state, '2')
redis.call('SADD', base .. 'owners', owner)
local alive = state == '1' or state == '2'
if known and alive then
  redis.call('HSET', key, 'c', connection, 's', '2', 'a', ARGV[13], 'd', ARGV[8], 'o', owner)
  if state == '1' then
    redis.call('HSET', key, 'h', at)
    tell('resumed', client, user, row[1], ARGV[9] .. ',"sessionId":' .. cjson.encode(session)
      .. ',"connection":' .. connection .. ',"awayMs":'
      .. text(math.max(0, math.floor((now - tonumber(row[7])) / 1000))) .. '}', '', '', '')
  end
  return {'resumed', row[1], counts}
end

local epoch = text(math.max(tonumber(row[1] or 0) + 1, own + 1, now))
if not same then
  redis.call('HDEL', key, 'b')
end
if alive then
  supersede(client, row[3], row[1], row[6], 'taken-over', 'TAKEN_OVER',
    'node ' .. node .. ' holds a later login of it', epoch)
end
redis.call('HSET', key, 'e', epoch, 'c', connection, 's', '2', 'i', session, 'u', user, 'g', ARGV[12], 'a', ARGV[13],
  'd', ARGV[8],
  'o', owner, 't', at, 'h', at, 'p', text(told))
local former = ''
if row[3] and row[3] ~= user then
  former = row[3]
end
tell('online', client, user, epoch, ARGV[9] .. ARGV[10], '', '', former)
return {'renewed', epoch, counts}
