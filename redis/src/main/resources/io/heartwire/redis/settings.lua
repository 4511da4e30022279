-- What is set for all nodes. ARGV: the version that is known, or - for none.
--   settings   KIND NAME -> UNTIL JSON; until: in the time of Redis, 0 for always
--   settled    the version of all of them: the time of the latest change, if that goes on
-- Replies {version}; if that is another one also now, and of each its name and its value. What is over goes.
local version = redis.call('GET', base .. 'settled') or '0'
if version == ARGV[1] then
  return {version}
end
local reply = {version, text(now)}
local all = redis.call('HGETALL', base .. 'settings')
for i = 1, #all, 2 do
  local till = tonumber(string.match(all[i + 1], '^(%d+)'))
  if till > 0 and till <= now then
    redis.call('HDEL', base .. 'settings', all[i])
  else
    reply[#reply + 1] = all[i]
    reply[#reply + 1] = all[i + 1]
  end
end
return reply
