-- Each command that scripts and gateways need, once, on keys that are gone afterwards: a command that is
-- forbidden would end a script in its middle, when a part of it is done. Replies those that failed, each with why.
local base = KEYS[1] .. 'trial:'
local failed = {}

local function try(command, ...)
  local answer = redis.pcall(command, ...)
  if type(answer) == 'table' and answer.err then
    failed[#failed + 1] = string.lower(command)
    failed[#failed + 1] = answer.err
  end
end

local h, k, l, m, x, z = base .. 'h', base .. 'k', base .. 'l', base .. 'm', base .. 'x', base .. 'z'
try('TIME')
try('HSET', h, 'a', '1')
try('HSETNX', h, 'b', '1')
try('HINCRBY', h, 'a', 1)
try('HGET', h, 'a')
try('HMGET', h, 'a', 'b')
try('HGETALL', h)
try('HKEYS', h)
try('HSCAN', h, '0')
try('HDEL', h, 'b')
try('SET', k, '1', 'PX', 60000)
try('GET', k)
try('MGET', k)
try('INCR', k)
try('INCRBY', k, 1)
try('DECRBY', k, 1)
try('EXISTS', k)
try('EXPIRE', k, 60)
try('LPUSH', l, 'a')
try('LRANGE', l, 0, 1)
try('LTRIM', l, 0, 1)
try('SADD', m, 'a')
try('SMEMBERS', m)
try('SREM', m, 'a')
try('XADD', x, '*', 'a', 'b')
try('XRANGE', x, '-', '+', 'COUNT', 1)
try('XREVRANGE', x, '+', '-', 'COUNT', 1)
try('XTRIM', x, 'MINID', '0-0')
try('ZADD', z, 1, 'a')
try('ZCARD', z)
try('ZCOUNT', z, 1, 1)
try('ZLEXCOUNT', z, '-', '+')
try('ZRANGE', z, 0, 1)
try('ZRANGEBYLEX', z, '-', '+', 'LIMIT', 0, 1)
try('ZRANGEBYSCORE', z, 1, 1)
try('ZREVRANGEBYSCORE', z, 1, 1)
try('ZSCORE', z, 'a')
try('ZRANK', z, 'a')
try('ZREMRANGEBYRANK', z, 5, 6)
try('ZREMRANGEBYSCORE', z, 5, 6)
try('ZREM', z, 'a')
try('MEMORY', 'USAGE', h)
try('PUBLISH', KEYS[1] .. 'to:', '')
try('DEL', h, k, l, m, x, z)
return failed
