-- Redis has lost what was set for all nodes: was emptied, or is a replica that lagged behind. ARGV: the version that
-- a node knows, then the name and the value of all that was set by then. See settings.lua. What was set since stays;
-- what was set before, and is not among it, had been removed. Replies 1 if anything was lost.
local known = tonumber(ARGV[1])
local version = tonumber(redis.call('GET', base .. 'settled') or 0)
if version >= known then
  return {0}
end
local key = base .. 'settings'

local function versionOf(value)
  return value and tonumber(string.match(value, '^(%d+)')) or 0
end

local had = {}
for i = 2, #ARGV, 2 do
  had[ARGV[i]] = true
  if versionOf(redis.call('HGET', key, ARGV[i])) < versionOf(ARGV[i + 1]) then
    redis.call('HSET', key, ARGV[i], ARGV[i + 1])
  end
end
for _, name in ipairs(redis.call('HKEYS', key)) do
  if not had[name] and versionOf(redis.call('HGET', key, name)) <= known then
    redis.call('HDEL', key, name)
  end
end
redis.call('SET', base .. 'settled', text(math.max(known + 1, now)))
return {1}
