-- A node says that it lives. ARGV: name, incarnation, ms of the lease, what others are to know of it.
-- Replies 1, or 0 if it has been replaced by a newer incarnation, or was fenced; and the time.
if redis.call('HGET', base .. 'incarnations', ARGV[1]) ~= ARGV[2] then
  return {0, text(now)}
end
redis.call('SET', base .. 'node:' .. ARGV[1], ARGV[4], 'PX', ARGV[3])
redis.call('HSET', base .. 'alive', ARGV[1], text(now))
return {1, text(now)}
