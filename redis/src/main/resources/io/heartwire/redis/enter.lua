-- A node starts, or begins anew. ARGV: its name, its incarnation so far or 0, ms of its lease, its card, how
-- what is kept is laid out. It has its lease at once: without one the others would count it as dead. Replies its
-- incarnation, larger than every one before, and when the former one was last known to live, or 0.
local last = tonumber(redis.call('HGET', base .. 'incarnations', ARGV[1]) or 0)
local alive = redis.call('HGET', base .. 'alive', ARGV[1]) or '0'
local incarnation = text(math.max(last + 1, tonumber(ARGV[2]) + 1, now))
redis.call('SET', base .. 'layout', ARGV[5])
redis.call('HSET', base .. 'incarnations', ARGV[1], incarnation)
redis.call('SET', base .. 'node:' .. ARGV[1], incarnation .. ' ' .. ARGV[4], 'PX', ARGV[3])
redis.call('HSET', base .. 'alive', ARGV[1], text(now))
return {incarnation, alive}
