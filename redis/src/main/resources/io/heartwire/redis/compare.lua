-- Compares what a node holds with what is known of it; changes nothing. ARGV: node, incarnation, then of each
-- client four: its name, session, epoch, connection. Replies which of them, counted from 0, differ.
local owner = ARGV[1] .. '.' .. ARGV[2]
local differ = {}
for i = 3, #ARGV, 4 do
  local row = redis.call('HMGET', base .. 's:' .. ARGV[i], 's', 'o', 'i', 'e', 'c')
  if row[1] ~= '2' or row[2] ~= owner or row[3] ~= ARGV[i + 1] or row[4] ~= ARGV[i + 2]
    or (row[5] or '1') ~= ARGV[i + 3] then
    differ[#differ + 1] = (i - 3) / 4
  end
end
return differ
