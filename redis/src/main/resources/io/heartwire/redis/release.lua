-- A connection of a session has ended. Replies {'fenced'}, {'stale'}, or {what, counts}. Its node, once it
-- has begun anew, may say so of a client that is in grace because the node was lost: it knows better.
local client, node, incarnation, epoch = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local grace = tonumber(ARGV[6])
if fenced(node, incarnation) then
  return {'fenced'}
end
local key = base .. 's:' .. client
local row = redis.call('HMGET', key, 'e', 'c', 's', 'u', 'o', 'q')
local lost = row[3] == '1' and row[6] == 'NODE_LOST' and string.match(row[5], '^(.*)%.%d+$') == node
if row[1] ~= epoch or (row[2] or '1') ~= ARGV[5] or not (row[3] == '2' or lost) then
  if not row[1] or tonumber(row[1]) < tonumber(epoch) then
    -- A replica has taken over that had not heard of it; if the log had, it has to hear of its end.
    tell('lost', client, '', epoch, ARGV[9], '', '', '')
  end
  return {'stale'}
end
leave(client, row[3], row[5])
local state = grace > 0 and '1' or '0'
redis.call('HSET', key, 's', state, 'h', at, 'z', ARGV[7], 'q', ARGV[8])
redis.call('SET', base .. 'w:' .. client, ARGV[9])
moved(row[3], state)
if grace > 0 then
  redis.call('ZADD', base .. 'grace', text(now + grace * 1000), client)
  redis.call('ZADD', base .. 'lost', 0, client)
  return {'in grace', counts}
end
redis.call('ZADD', base .. 'off', 0, client)
tell('offline', client, row[4], epoch, ARGV[9], ARGV[10], '', '')
return {'gone', counts}
