-- The log says that a session is open, of which this partition may have lost everything. ARGV: client, epoch, data
-- of its end. Replies 1 if so.
local row = redis.call('HGET', base .. 's:' .. ARGV[1], 'e')
if row and tonumber(row) >= tonumber(ARGV[2]) then
  return {0}
end
tell('lost', ARGV[1], '', ARGV[2], ARGV[3], '', '', '')
return {1}
