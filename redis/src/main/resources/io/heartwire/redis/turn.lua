-- Whose turn it is to serve a reader. ARGV: reader, node, its incarnation, ms for which the turn holds if it is
-- this node's or nobody's; ms = 0: it is given back. Replies {1 if this node has it, the node that has it or '',
-- term, cursor, dead letters}.
local reader, ms = ARGV[1], ARGV[4]
local key = base .. 'turn:' .. reader
local function lives(node, incarnation)
  return redis.call('HGET', base .. 'incarnations', node) == incarnation
end
local term, node, incarnation = string.match(redis.call('GET', key) or '', '^(%d+) (.*)%.(%d+)$')
-- Who was counted as dead, or has begun anew, need not be waited for.
if node and not lives(node, incarnation) then
  node = nil
end
local has = node == ARGV[2] and incarnation == ARGV[3]
if ms == '0' then
  if has then
    redis.call('DEL', key)
    has, node = false, nil
  end
else
  redis.call('HSET', base .. 'wanted', reader, text(now))
  if has or not node and lives(ARGV[2], ARGV[3]) then
    if not has then
      term = text(redis.call('HINCRBY', base .. 'terms', reader, 1))
    end
    redis.call('SET', key, term .. ' ' .. ARGV[2] .. '.' .. ARGV[3], 'PX', ms)
    has, node = true, ARGV[2]
  end
end
return {has and 1 or 0, node or '', term or '0', redis.call('HGET', base .. 'cursors', reader) or text(number),
  redis.call('ZCARD', base .. 'dead:' .. reader)}
