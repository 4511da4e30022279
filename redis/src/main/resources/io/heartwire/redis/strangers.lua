-- Forgets clients that have been gone since before ARGV[1]. ARGV[2]: the client after which to go on, ARGV[3]: at
-- most so many are looked at. Replies {the last one that was looked at if there may be more, or '', counts, then
-- those that were forgotten, each with its user}.
local from = ARGV[2] == '' and '-' or '(' .. ARGV[2]
local page = redis.call('ZRANGEBYLEX', base .. 'off', from, '+', 'LIMIT', 0, ARGV[3])
local forgotten, left = {}, nil
for _, client in ipairs(page) do
  local row = redis.call('HMGET', base .. 's:' .. client, 'h', 'u')
  if tonumber(row[1] or 0) < tonumber(ARGV[1]) then
    redis.call('DEL', base .. 's:' .. client, base .. 'w:' .. client)
    redis.call('ZREM', base .. 'off', client)
    left = redis.call('HINCRBY', base .. 'counts', '0', -1)
    forgotten[#forgotten + 1] = client
    forgotten[#forgotten + 1] = row[2] or ''
  end
end
local reply = {#page < tonumber(ARGV[3]) and '' or page[#page], left and {'0', left} or {}}
for _, part in ipairs(forgotten) do
  reply[#reply + 1] = part
end
return reply
