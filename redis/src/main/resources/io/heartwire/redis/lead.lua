-- One node takes events into the log and does what is due by itself. ARGV: name, incarnation, ms; ms = 0: it
-- resigns; the largest number that it has seen, which a server that has lost the end of the log does not give
-- again. Correctness does not rest on there being one only: see append.lua. Replies {1} if it leads, or {0, the
-- node that does, or ''}.
if tonumber(ARGV[4]) > number then
  redis.call('SET', base .. 'number', ARGV[4])
end
local key, mine = base .. 'leader', ARGV[1] .. '.' .. ARGV[2]
local leader = redis.call('GET', key)
local node = string.match(leader or '', '^(.*)%.%d+$')
-- A former incarnation of this node is dead: it need not be waited for.
if leader and leader ~= mine and node ~= ARGV[1] then
  return {0, node}
end
if ARGV[3] == '0' then
  redis.call('DEL', key)
  return {0, ''}
end
redis.call('SET', key, mine, 'PX', ARGV[3])
return {1}
