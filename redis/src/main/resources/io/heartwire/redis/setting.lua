-- Sets one thing for all nodes, or removes it. ARGV: the version that is known, its name, microseconds for which it
-- counts or 0, its JSON or nothing to remove it. See settings.lua. Replies {1 if it was set or removed, version}, or
-- {-1, version}: Redis has lost what is known to have been set, which is to be restored first.
local version = tonumber(redis.call('GET', base .. 'settled') or 0)
if version < tonumber(ARGV[1]) then
  return {-1, text(version)}
end
if ARGV[4] == '' and redis.call('HDEL', base .. 'settings', ARGV[2]) == 0 then
  return {0, text(version)}
end
local fresh = text(math.max(version + 1, now))
if ARGV[4] ~= '' then
  local till = ARGV[3] == '0' and '0' or text(now + tonumber(ARGV[3]))
  redis.call('HSET', base .. 'settings', ARGV[2], till .. ' ' .. ARGV[4])
end
redis.call('SET', base .. 'settled', fresh)
return {1, fresh}
