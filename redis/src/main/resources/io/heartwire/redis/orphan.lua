-- Node ARGV[1] was lost while its incident was open: that is told to be over, once, whoever finds it. ARGV: node,
-- what incidents says of it (see incident.lua), its id, when the node was last seen, the data of its end, how many
-- of those are remembered. Replies 1 if it is told now.
if redis.call('HGET', base .. 'incidents', ARGV[1]) ~= ARGV[2] then
  return {0}
end
redis.call('HDEL', base .. 'incidents', ARGV[1])
local opened = string.match(ARGV[2], '^%d+ %S* (.*)$')
redis.call('LPUSH', base .. 'lost', ARGV[3] .. ' ' .. ARGV[1] .. ' ' .. ARGV[4] .. ' ' .. opened)
redis.call('LTRIM', base .. 'lost', 0, tonumber(ARGV[6]) - 1)
write(text(now), 'incident.closed', '', '', '0', ARGV[5], '')
wrote({}, {})
return {1}
