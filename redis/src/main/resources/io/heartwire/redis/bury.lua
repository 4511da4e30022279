-- Keeps a dead letter, and moves its reader's cursor behind it. ARGV: reader, number, letter, most. Replies
-- {kept, dropped}.
local letters = base .. 'dead:' .. ARGV[1]
redis.call('ZREMRANGEBYSCORE', letters, ARGV[2], ARGV[2])
redis.call('ZADD', letters, ARGV[2], ARGV[3])
redis.call('HSET', base .. 'cursors', ARGV[1], ARGV[2])
local dropped = math.max(0, redis.call('ZCARD', letters) - tonumber(ARGV[4]))
if dropped > 0 then
  redis.call('ZREMRANGEBYRANK', letters, 0, dropped - 1)
end
return {redis.call('ZCARD', letters), dropped}
