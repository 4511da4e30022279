-- A hold has ended: whoever has been kept back until ARGV[1] is due now. Which were kept back by
-- another hold as well, that one keeps back again.
for _, client in ipairs(redis.call('ZRANGEBYSCORE', base .. 'grace', ARGV[1], ARGV[1])) do
  redis.call('ZADD', base .. 'grace', text(now), client)
end
return {}
