-- Begins each script of a partition. KEYS[1] is what all its keys begin with; it holds the hash tag,
-- so that they are in one slot:
--   s:CLIENT   what is known of a client: e(poch) s(tate: 2 attached, 1 in grace, 0 gone) u(ser),
--              o(wner: NODE.INCARNATION), i session id, a(ddress), d: grace in ms, listener and version,
--              a line each; g(roup) if not default, c(onnection) if not 1, t began if that is not e,
--              h changed if that is not when it began, z last seen, q reason of its end; if its node had
--              to claim it again: p, the epoch that its client was told; b: when its latest connection was
--              asked for, if it took long. Each field costs time; but one value of more than 64 bytes,
--              and the row takes 544 bytes of memory instead of 232
--   w:CLIENT   the evidence of its end
--   on:OWNER   who is attached to a node in an incarnation; lost, off: who is in grace, and gone
--   grace      when graces end; owners: all that have an on:
--   counts     how many are in which state; w: for how many messages wait; :NODE: the smallest
--              incarnation of it that may write. One hash: a script asks it once
--   events     the outbox: written with the state, by the same script. x: word, time, client, epoch,
--              token and data, a line each; u(ser); if there are any: m(essage), o: the former user
local base = KEYS[1]
local clock = redis.call('TIME')
-- Microseconds: a double holds them exactly until the year 2255. To write one as a text takes long.
local at = clock[1] .. string.sub('00000' .. clock[2], -6)
local now = tonumber(at)

local function text(number)
  return string.format('%.0f', number)
end

-- id: '' for what is about no message, else a dot and the id of the message.
local function tell(word, client, user, epoch, data, token, id, former)
  local event = word .. '\n' .. at .. '\n' .. client .. '\n' .. epoch .. '\n' .. token .. '\n' .. data
  if id == '' and former == '' then
    redis.call('XADD', base .. 'events', '*', 'x', event, 'u', user)
  else
    redis.call('XADD', base .. 'events', '*', 'x', event, 'u', user, 'm', id, 'o', former)
  end
end

-- For how many clients messages wait, once fenced() has asked.
local some

local function fenced(node, incarnation)
  local found = redis.call('HMGET', base .. 'counts', ':' .. node, 'w')
  local fence = found[1]
  some = found[2] or '0'
  return fence and fence ~= incarnation and tonumber(incarnation) < tonumber(fence)
end

-- What the last change of states has made of the counts: one, how many are in it now, the next one, and so on.
local counts

-- One client, or so many, is in another state.
local function moved(from, to, many)
  if from == to then
    return
  end
  local now = redis.call('HINCRBY', base .. 'counts', to, many or '1')
  if from then
    counts = {to, now, from, redis.call('HINCRBY', base .. 'counts', from, -(many or 1))}
  else
    counts = {to, now}
  end
end
