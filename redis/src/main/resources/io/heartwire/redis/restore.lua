-- Redis has lost what was set for all nodes: it was emptied, or is a replica that lagged behind. ARGV: the version that a
-- node knows, then the name and the value of all that was set by then. See settings.lua. Replies 1 if it was so.
local known = tonumber(ARGV[1])
if tonumber(redis.call('GET', base .. 'settled') or 0) >= known then
  return {0}
end
redis.call('DEL', base .. 'settings')
for i = 2, #ARGV, 2 do
  redis.call('HSET', base .. 'settings', ARGV[i], ARGV[i + 1])
end
redis.call('SET', base .. 'settled', text(math.max(known + 1, now)))
return {1}
