-- Compares what a node holds with what is known of it; changes nothing. ARGV: node, incarnation, then of each
-- client four: its name, session, epoch, connection. Replies which of them, counted from 0, differ.
local node, incarnation = ARGV[1], ARGV[2]
local differ = {}
for i = 3, #ARGV, 4 do
  local row = redis.call('HMGET', base .. 's:' .. ARGV[i], 's', 'n', 'k', 'i', 'e', 'c')
  if row[1] ~= '2' or row[2] ~= node or row[3] ~= incarnation or row[4] ~= ARGV[i + 1]
    or row[5] ~= ARGV[i + 2] or row[6] ~= ARGV[i + 3] then
    differ[#differ + 1] = (i - 3) / 4
  end
end
return differ
