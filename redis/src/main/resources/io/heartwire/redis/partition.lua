-- Begins each script of a partition. KEYS[1] is what all its keys begin with; it holds the hash tag,
-- so that they are in one slot:
--   s:CLIENT   what is known of a client: e(poch) c(onnection) s(tate: 2 attached, 1 in grace, 0 gone)
--              i session id, u(ser) g(roup) l(istener) a(ddress) v(ersion), t began, h changed,
--              r grace in ms, n(ode) k incarnation, z last seen, q reason of its end; if its node had
--              to claim it again: p, the epoch that its client was told
--   w:CLIENT   the evidence of its end
--   on:OWNER   who is attached to a node in an incarnation; lost, off: who is in grace, and gone
--   grace      when graces end; counts: how many are in which state
--   fence      of each node the smallest incarnation that may write; owners: all that have an on:
--   events     the outbox: written with the state, by the same script
local base = KEYS[1]
local clock = redis.call('TIME')
-- Microseconds: a double holds them exactly until the year 2255.
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local function text(number)
  return string.format('%.0f', number)
end

-- id: '' for what is about no message, else a dot and the id of the message.
local function tell(word, client, user, epoch, data, token, id, former)
  redis.call('XADD', base .. 'events', '*', 'w', word, 't', text(now), 'c', client, 'u', user,
    'e', epoch, 'd', data, 'k', token, 'm', id, 'o', former)
end

local function fenced(node, incarnation)
  local fence = redis.call('HGET', base .. 'fence', node)
  return fence and tonumber(incarnation) < tonumber(fence)
end

local function moved(from, to)
  if from == to then
    return
  end
  if from then
    redis.call('HINCRBY', base .. 'counts', from, -1)
  end
  redis.call('HINCRBY', base .. 'counts', to, 1)
end

-- reply, and how many are attached, in grace and gone.
local function counted(reply)
  local counts = redis.call('HMGET', base .. 'counts', '2', '1', '0')
  for i = 1, 3 do
    reply[#reply + 1] = tonumber(counts[i] or 0)
  end
  return reply
end
