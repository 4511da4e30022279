-- Begins each script of the log, which is one for all partitions. KEYS[1] is what all its keys begin with:
--   number        of the latest event; events: the log, a stream whose ids are NUMBER-0
--   layout        how all this is laid out: one that knows another layout does not start
--   positions     how far each partition's outbox has been taken
--   heads         what those want to know who wait for a number
--   history:C     the numbers of a client's latest events; numbers: of messages by client, word and id
--   user:U        a user's clients, with 1 while online
--   careful       a partition may have lost what the log knows: see append.lua
--   cursors       how far each reader has come; wanted: when a node last wanted to serve it; fallen: those that
--                 were said to have lost events
--   turn:R        who serves reader R: TERM NODE.INCARNATION; terms: how often each turn was taken; dead:R: letters
local base = KEYS[1]
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local function text(number)
  return string.format('%.0f', number)
end

local number = tonumber(redis.call('GET', base .. 'number') or 0)

local function write(at, word, client, user, epoch, data, id)
  number = number + 1
  redis.call('XADD', base .. 'events', text(number) .. '-0', 't', at, 'w', word, 'c', client,
    'u', user, 'e', epoch, 'd', data, 'm', id)
  return number
end

-- What was written holds; tokens: of those who wait, each with its number; ended: clients that have a newer
-- session, each with the epoch of the one that has ended.
local function wrote(tokens, ended)
  redis.call('SET', base .. 'number', text(number))
  redis.call('XADD', base .. 'heads', 'MAXLEN', '~', 10000, '*', 'l', text(number),
    'k', table.concat(tokens, ' '), 'x', table.concat(ended, ' '))
  -- To all nodes: they need not ask. Who does not hear it looks by itself, a little later.
  redis.call('PUBLISH', base .. 'grown', text(number))
end
