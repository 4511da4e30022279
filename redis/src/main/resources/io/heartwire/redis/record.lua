-- Something happened to a client that changes nobody's presence. ARGV: word, client, user, epoch, data,
-- token, message id. One id is told once: replies 1 if it is told now.
local id = ARGV[7]
if #id > 1 then
  local name = ARGV[2] .. ' ' .. ARGV[1] .. ' ' .. string.sub(id, 2)
  if redis.call('ZSCORE', base .. 'seen', name) then
    return {0}
  end
  redis.call('ZADD', base .. 'seen', text(now), name)
end
tell(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], id, '')
return {1}
