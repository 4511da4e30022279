-- A node holds a client, and what is known of it says otherwise. ARGV: client, node, incarnation, user, group,
-- session, the epoch that the client was told, connection, grace in ms, listener, address, version, data of
-- an online, data of a resumed but for its end, the epoch as the node knows it. Replies {'fenced'},
-- {'superseded', epoch}, or {what, epoch, counts...}: kept, for it was so already; resumed, in the same
-- epoch; or renewed, in another one.
local client, node, incarnation, user, session = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[6]
local told, connection, own = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[15])
if fenced(node, incarnation) then
  return {'fenced'}
end
local key = base .. 's:' .. client
local row = redis.call('HMGET', key, 'e', 's', 'u', 'n', 'k', 'c', 'i', 'h', 'p')
local state, same = row[2], row[7] == session
-- Of two logins the later one counts, as the clients were told: each node may have claimed its own again.
if state and ((same and tonumber(row[6]) > connection)
  or (not same and tonumber(row[9] or row[1]) > told)) then
  return {'superseded', row[1]}
end
local known = same and tonumber(row[1]) >= own
if known and state == '2' and row[4] == node and row[5] == incarnation
  and tonumber(row[6]) == connection then
  return counted({'kept', row[1]})
end

leave(client, state, row[4], row[5])
enter(client, state, node, incarnation)
redis.call('SADD', base .. 'owners', node .. '.' .. incarnation)
local alive = state == '1' or state == '2'
if known and alive then
  redis.call('HSET', key, 'c', connection, 's', '2', 'r', ARGV[9], 'n', node, 'k', incarnation)
  if state == '1' then
    redis.call('HSET', key, 'h', text(now))
    tell('resumed', client, user, row[1], ARGV[14] .. ',"sessionId":' .. cjson.encode(session)
      .. ',"connection":' .. connection .. ',"awayMs":'
      .. text(math.max(0, math.floor((now - tonumber(row[8])) / 1000))) .. '}', '', '', '')
  end
  return counted({'resumed', row[1]})
end

local epoch = text(math.max(tonumber(row[1] or 0) + 1, own + 1, now))
if not same then
  redis.call('HDEL', key, 'b')
end
if alive then
  supersede(client, row[3], row[1], row[7], 'taken-over', 'TAKEN_OVER',
    '"node ' .. node .. ' holds a later login of it"', epoch)
end
redis.call('HSET', key, 'e', epoch, 'c', connection, 's', '2', 'i', session, 'u', user, 'g', ARGV[5],
  'l', ARGV[10], 'a', ARGV[11], 'v', ARGV[12], 't', text(now), 'h', text(now), 'r', ARGV[9],
  'n', node, 'k', incarnation, 'p', text(told))
local former = ''
if row[3] and row[3] ~= user then
  former = row[3]
end
tell('online', client, user, epoch, ARGV[13], '', '', former)
return counted({'renewed', epoch})
