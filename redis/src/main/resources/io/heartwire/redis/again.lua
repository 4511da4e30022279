-- A node is back: the grace of those that it had lost begins anew. ARGV: node, its incarnation, the client
-- after which to go on, most, shortest grace in ms. Replies the last client that was looked at, if there
-- may be more.
local node, incarnation, least = ARGV[1], ARGV[2], tonumber(ARGV[5])
local from = ARGV[3] == '' and '-' or '(' .. ARGV[3]
local page = redis.call('ZRANGEBYLEX', base .. 'lost', from, '+', 'LIMIT', 0, ARGV[4])
for _, client in ipairs(page) do
  local key = base .. 's:' .. client
  local row = redis.call('HMGET', key, 'e', 'd', 'o')
  local owner, number = string.match(row[3] or '', '^(.*)%.(%d+)$')
  if owner == node and tonumber(number) < tonumber(incarnation) then
    local grace = math.max(tonumber(string.match(row[2], '^%d+')), least)
    grace = grace + tonumber(row[1]) % 1000 / 1000 * grace
    redis.call('HSET', key, 'o', node .. '.' .. incarnation)
    redis.call('ZADD', base .. 'grace', text(now + grace * 1000), client)
  end
end
if #page < tonumber(ARGV[4]) then
  return {}
end
return {page[#page]}
