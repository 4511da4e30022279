-- A node starts. ARGV: its name, ms of its first lease: without one it would be counted as dead before it
-- has renewed it, and again after each new start. Replies its incarnation, larger than every one before, and when the former
-- one was last known to live, or 0.
local last = tonumber(redis.call('HGET', base .. 'incarnations', ARGV[1]) or 0)
local incarnation = text(math.max(last + 1, now))
redis.call('HSET', base .. 'incarnations', ARGV[1], incarnation)
redis.call('SET', base .. 'node:' .. ARGV[1], incarnation, 'PX', ARGV[2])
return {incarnation, redis.call('HGET', base .. 'alive', ARGV[1]) or '0'}
