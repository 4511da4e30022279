-- Begins each script of a partition. KEYS[1] is what all its keys begin with; it holds the hash tag,
-- so that they are in one slot:
--   s:CLIENT   what is known of a client: e(poch) c(onnection) s(tate: 2 attached, 1 in grace, 0 gone)
--              i session id, u(ser) g(roup, if not default) l(istener) a(ddress) v(ersion),
--              t began, if that is not e, h changed, r grace in ms, n(ode) k incarnation,
--              z last seen, q reason of its end; if its node had to claim it again: p, the epoch that
--              its client was told; b: when its latest connection was asked for, if it took long.
--              Memory goes in steps: a row of 161 bytes takes 192
--   w:CLIENT   the evidence of its end
--   on:OWNER   who is attached to a node in an incarnation; lost, off: who is in grace, and gone
--   grace      when graces end; owners: all that have an on:
--   counts     how many are in which state; w: for how many messages wait; :NODE: the smallest
--              incarnation of it that may write. One hash: a script asks it once
--   events     the outbox: written with the state, by the same script
local base = KEYS[1]
local clock = redis.call('TIME')
-- Microseconds: a double holds them exactly until the year 2255.
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local function text(number)
  return string.format('%.0f', number)
end

local at = text(now)

-- id: '' for what is about no message, else a dot and the id of the message. Each field costs time.
local function tell(word, client, user, epoch, data, token, id, former)
  if id == '' and former == '' then
    redis.call('XADD', base .. 'events', '*', 'w', word, 't', at, 'c', client, 'u', user, 'e', epoch,
      'd', data, 'k', token)
  else
    redis.call('XADD', base .. 'events', '*', 'w', word, 't', at, 'c', client, 'u', user, 'e', epoch,
      'd', data, 'k', token, 'm', id, 'o', former)
  end
end

-- What counts says, once it was asked: how many are attached, in grace and gone, and for how many
-- messages wait.
local counts

local function ask(node)
  local found = redis.call('HMGET', base .. 'counts', '2', '1', '0', 'w', ':' .. node)
  counts = {found[1] or 0, found[2] or 0, found[3] or 0, found[4] or '0'}
  return found[5]
end

local function fenced(node, incarnation)
  local fence = ask(node)
  return fence and tonumber(incarnation) < tonumber(fence)
end

local function change(state, by)
  counts[3 - state] = redis.call('HINCRBY', base .. 'counts', state, by)
end

-- One client, or so many, is in another state.
local function moved(from, to, many)
  if from == to then
    return
  end
  if not counts then
    ask('')
  end
  many = many or 1
  if from then
    change(from, -many)
  end
  change(to, many)
end

-- reply, and how many are attached, in grace and gone.
local function counted(reply)
  if not counts then
    ask('')
  end
  for i = 1, 3 do
    reply[#reply + 1] = counts[i]
  end
  return reply
end
