-- Which claims of a node, whose answers it has not heard, have been granted, with nothing since: the session has the
-- name that the claim had for a new one, or the event of the row's last change has its token. Changes nothing. ARGV:
-- node, incarnation, then of each claim three: client, session, token. Replies four of each that was granted: which
-- it is, counted from 0, the epoch, the connection, and the grace in ms.
local owner = ARGV[1] .. '.' .. ARGV[2]

-- What is told lies in the outbox for a minute at least. Redis may have named it by a slightly other time than it
-- showed the script.
local function isTold(begins, changed)
  local ms = math.floor(tonumber(changed) / 1000)
  for _, event in ipairs(redis.call('XRANGE', base .. 'events', text(ms - 20), text(ms + 20), 'COUNT', 500)) do
    if string.sub(event[2][2], 1, #begins) == begins then
      return true
    end
  end
  return false
end

local reply = {}
for i = 3, #ARGV, 3 do
  local client, session, token = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local row = redis.call('HMGET', base .. 's:' .. client, 's', 'o', 'e', 'i', 'c', 'h', 'd')
  local connection, granted = row[5] or '1', false
  if row[1] == '2' and row[2] == owner then
    if row[4] == session then
      granted = connection == '1'
    elseif row[6] then
      local event = 'resumed\n' .. row[6] .. '\n' .. client .. '\n' .. row[3] .. '\n' .. token .. '\n'
      granted = isTold(event, row[6])
    end
  end
  if granted then
    reply[#reply + 1] = (i - 3) / 3
    reply[#reply + 1] = row[3]
    reply[#reply + 1] = connection
    reply[#reply + 1] = string.match(row[7], '^%d+')
  end
end
return reply
