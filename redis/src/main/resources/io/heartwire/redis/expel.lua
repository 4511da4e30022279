-- Counts node ARGV[1] as dead, if its lease has ended and its incarnation is still ARGV[2]: it cannot renew
-- that one any more, and is among the dying until its clients are in grace. Replies 1 if so.
if redis.call('EXISTS', base .. 'node:' .. ARGV[1]) == 1
  or redis.call('HGET', base .. 'incarnations', ARGV[1]) ~= ARGV[2] then
  return {0}
end
redis.call('HDEL', base .. 'incarnations', ARGV[1])
redis.call('HSET', base .. 'dying', ARGV[1] .. '.' .. ARGV[2],
  redis.call('HGET', base .. 'alive', ARGV[1]) or '0')
return {1}
