-- Gives up what was not acknowledged in time, up to ARGV[1]. Replies microseconds until the next one is to be or
-- -1, then whose messages those were.
local late = redis.call('ZRANGEBYSCORE', base .. 'expiry', '-inf', text(now), 'LIMIT', 0, ARGV[1])
local clients = {'-1'}
for _, name in ipairs(late) do
  local client, id = string.match(name, '^(%S+) (.*)$')
  take(client, id, 'message.expired', '')
  clients[#clients + 1] = client
end
local first = redis.call('ZRANGE', base .. 'expiry', 0, 0, 'WITHSCORES')
if first[2] then
  clients[1] = text(math.max(0, tonumber(first[2]) - now))
end
return clients
