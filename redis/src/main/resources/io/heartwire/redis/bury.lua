-- Keeps a dead letter, and moves the reader's cursor behind it. ARGV[5] and on: number, letter, most. Replies
-- {1, kept, dropped}, or {0} if it is not served by this node in this term.
if not served() then
  return {0}
end
local letters = base .. 'dead:' .. reader
redis.call('ZREMRANGEBYSCORE', letters, ARGV[5], ARGV[5])
redis.call('ZADD', letters, ARGV[5], ARGV[6])
redis.call('HSET', base .. 'cursors', reader, ARGV[5])
local dropped = math.max(0, redis.call('ZCARD', letters) - tonumber(ARGV[7]))
if dropped > 0 then
  redis.call('ZREMRANGEBYRANK', letters, 0, dropped - 1)
end
return {1, redis.call('ZCARD', letters), dropped}
