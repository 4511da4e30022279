-- The reader has taken all up to event ARGV[5]. Replies {1}, or {0} if it is not served by this node in this term.
if not served() then
  return {0}
end
redis.call('HSET', base .. 'cursors', reader, ARGV[5])
return {1}
