-- Whom a node is said to hold, and has been for a while. ARGV: node, incarnation, the client after which to go
-- on, most, microseconds of the while. Replies the last client that was looked at if there may be more, or
-- '', then of each client four: its name, epoch, connection, grace in ms.
local on = base .. 'on:' .. ARGV[1] .. '.' .. ARGV[2]
local from = ARGV[3] == '' and '-' or '(' .. ARGV[3]
local page = redis.call('ZRANGEBYLEX', on, from, '+', 'LIMIT', 0, ARGV[4])
local reply = {#page < tonumber(ARGV[4]) and '' or page[#page]}
for _, client in ipairs(page) do
  local row = redis.call('HMGET', base .. 's:' .. client, 'e', 'c', 'd', 't', 'h')
  if tonumber(row[5] or row[4] or row[1] or 0) <= now - tonumber(ARGV[5]) then
    reply[#reply + 1] = client
    reply[#reply + 1] = row[1] or '0'
    reply[#reply + 1] = row[2] or '1'
    reply[#reply + 1] = row[3] and string.match(row[3], '^%d+') or '0'
  end
end
return reply
