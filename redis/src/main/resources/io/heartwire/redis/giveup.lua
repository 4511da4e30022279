-- Gives up what was not acknowledged in time, up to ARGV[1]. Replies whose messages those were, and forgets
-- ids that came before ARGV[2].
local late = redis.call('ZRANGEBYSCORE', base .. 'expiry', '-inf', text(now), 'LIMIT', 0, ARGV[1])
local clients = {}
for _, name in ipairs(late) do
  local client, id = string.match(name, '^(%S+) (.*)$')
  take(client, id, 'message.expired', '')
  clients[#clients + 1] = client
end
redis.call('ZREMRANGEBYSCORE', base .. 'seen', '-inf', ARGV[2])
return clients
