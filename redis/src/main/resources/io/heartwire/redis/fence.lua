-- From now on nothing that incarnations of node ARGV[1] before ARGV[2] write counts; ARGV[3] = 1: ARGV[2]
-- is to own clients. Replies the incarnations that own clients here and are fenced.
local node, incarnation = ARGV[1], ARGV[2]
local fence = redis.call('HGET', base .. 'counts', ':' .. node)
if not fence or tonumber(fence) < tonumber(incarnation) then
  redis.call('HSET', base .. 'counts', ':' .. node, incarnation)
  fence = incarnation
end
if ARGV[3] == '1' then
  redis.call('SADD', base .. 'owners', node .. '.' .. incarnation)
end
local old = {}
for _, owner in ipairs(redis.call('SMEMBERS', base .. 'owners')) do
  -- A node's name may hold dots; an incarnation does not.
  local name, number = string.match(owner, '^(.*)%.(%d+)$')
  if name == node and tonumber(number) < tonumber(fence) then
    old[#old + 1] = number
  end
end
return old
