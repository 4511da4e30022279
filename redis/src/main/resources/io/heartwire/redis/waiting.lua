-- What waits for client ARGV[1] with numbers beyond ARGV[2], up to ARGV[3]: number, id, value, and so on.
local reply = {text(now)}
local found = redis.call('ZRANGEBYSCORE', base .. 'order:' .. ARGV[1], '(' .. ARGV[2], '+inf',
  'WITHSCORES', 'LIMIT', 0, ARGV[3])
for i = 1, #found, 2 do
  reply[#reply + 1] = found[i + 1]
  reply[#reply + 1] = found[i]
  reply[#reply + 1] = redis.call('HGET', base .. 'box:' .. ARGV[1], found[i])
end
return reply
