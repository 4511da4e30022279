-- Takes back timeout ARGV[1]. Replies {1 if it was pending, how many are}.
local value = redis.call('HGET', base .. 'timeouts', ARGV[1])
if value then
  redis.call('HDEL', base .. 'timeouts', ARGV[1])
  redis.call('ZREM', base .. 'due', ARGV[1])
  redis.call('DECRBY', base .. 'payloads', string.match(value, '^%d+ (%d+)'))
end
return {value and 1 or 0, redis.call('ZCARD', base .. 'due')}
