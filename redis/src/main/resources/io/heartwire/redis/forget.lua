-- Forgets the oldest events, up to ARGV[1] of them: those before the moment ARGV[2] or the number ARGV[3], but
-- none from the number ARGV[4] on, and not the latest. Replies {forgotten, oldest number or 0}.
local forgotten, oldest = 0, 0
local page = redis.call('XRANGE', base .. 'events', '-', '+', 'COUNT', tonumber(ARGV[1]) + 1)
for _, entry in ipairs(page) do
  local mine = tonumber(string.match(entry[1], '^(%d+)'))
  local fields = {}
  for i = 1, #entry[2], 2 do
    fields[entry[2][i]] = entry[2][i + 1]
  end
  local old = tonumber(fields.t) < tonumber(ARGV[2]) or mine < tonumber(ARGV[3])
  if not old or mine >= tonumber(ARGV[4]) or mine >= number or forgotten >= tonumber(ARGV[1]) then
    oldest = mine
    break
  end
  if #fields.m > 1 then
    redis.call('HDEL', base .. 'numbers', fields.c .. ' ' .. fields.w .. ' ' .. string.sub(fields.m, 2))
  end
  forgotten = forgotten + 1
end
if forgotten > 0 then
  redis.call('XTRIM', base .. 'events', 'MINID', text(oldest) .. '-0')
end
return {forgotten, oldest}
