-- The data of group ARGV[1] is of version ARGV[2] from now on, if that is greater; 0: one more. Replies
-- {version, since when}.
local value = redis.call('HGET', base .. 'groups', ARGV[1])
local version = tonumber(value and string.match(value, '^(%d+)') or 0)
local wanted = ARGV[2] == '0' and version + 1 or tonumber(ARGV[2])
if wanted > version then
  value = text(wanted) .. ' ' .. text(now)
  redis.call('HSET', base .. 'groups', ARGV[1], value)
end
return {value}
