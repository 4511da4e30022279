-- An incident has opened, or is over, by the word of its gateway. ARGV: word, data, node, incarnation, id.
--   incidents  of each node the one that was told to have opened and not to be over: INCARNATION ID DATA
--   lost       the latest ones that were told to be over because their node was lost: ID NODE SEEN DATA
-- Replies the number of the event, or 0: it was told to be over already, as its node was counted as dead.
local key, node, id = base .. 'incidents', ARGV[3], ARGV[5]
if ARGV[1] == 'incident.opened' then
  redis.call('HSET', key, node, ARGV[4] .. ' ' .. id .. ' ' .. ARGV[2])
else
  local mine = id .. ' ' .. node .. ' '
  for _, told in ipairs(redis.call('LRANGE', base .. 'lost', 0, -1)) do
    if string.sub(told, 1, #mine) == mine then
      return {0}
    end
  end
  local open = redis.call('HGET', key, node)
  if open and string.match(open, '^%d+ (%S*)') == id then
    redis.call('HDEL', key, node)
  end
end
local mine = write(text(now), ARGV[1], '', '', '0', ARGV[2], '')
wrote({}, {})
return {text(mine)}
