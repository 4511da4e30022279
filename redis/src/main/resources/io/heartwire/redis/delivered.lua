-- A client has acknowledged a message. ARGV: client, id, token. Replies {1}, or {0} if none waits.
if not take(ARGV[1], ARGV[2], 'message.delivered', ARGV[3]) then
  return {0}
end
redis.call('ZADD', base .. 'seen', text(now), ARGV[1] .. ' message.delivered ' .. ARGV[2])
return {1}
