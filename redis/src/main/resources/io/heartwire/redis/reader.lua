-- Begins each script by which the cursor of a reader moves. ARGV: reader, term, node, its incarnation.
local reader = ARGV[1]

-- Whether the node serves the reader, still in this term: another one may have had the turn meanwhile.
local function served()
  return redis.call('HGET', base .. 'incarnations', ARGV[3]) == ARGV[4]
    and redis.call('GET', base .. 'turn:' .. reader) == ARGV[2] .. ' ' .. ARGV[3] .. '.' .. ARGV[4]
end
