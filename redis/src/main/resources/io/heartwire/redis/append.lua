-- Takes events from the outboxes into the log, all or none. ARGV: how many outboxes; of each its name, the
-- position known so far, and the one after this; then seconds to keep histories, and the largest number that
-- the writer has seen: a server that has lost the end of the log does not give it again; then the events in
-- order, nine each: word, time, client, user, epoch, data, token, message id, former user. Replies
-- {1, number}, or {0} if somebody else has taken some meanwhile.
local outboxes = tonumber(ARGV[1])
for i = 2, 1 + 3 * outboxes, 3 do
  local position = redis.call('HGET', base .. 'positions', ARGV[i]) or '0-0'
  if position ~= ARGV[i + 1] then
    return {0}
  end
end
for i = 2, 1 + 3 * outboxes, 3 do
  redis.call('HSET', base .. 'positions', ARGV[i], ARGV[i + 2])
end
local keep = ARGV[2 + 3 * outboxes]
number = math.max(number, tonumber(ARGV[3 + 3 * outboxes]))
local tokens, ended = {}, {}

local function ofUser(at, word, user, client)
  write(at, word, '', user, '0', '{"clientId":"' .. client .. '"}', '')
end

-- A user is online while any of his clients is: this is the one place where all of them come by.
local function joined(at, user, client)
  local clients = base .. 'user:' .. user
  local before = redis.call('ZCOUNT', clients, 1, 1)
  redis.call('ZADD', clients, 1, client)
  if before == 0 then
    ofUser(at, 'user.online', user, client)
  end
end

local function tellIfGone(at, user, client, was)
  if was == '1' and redis.call('ZCOUNT', base .. 'user:' .. user, 1, 1) == 0 then
    ofUser(at, 'user.offline', user, client)
  end
end

local ends = {offline = true, moved = true, ['taken-over'] = true}

-- What the log says last of the sessions of a client: word, epoch, user; or nothing.
local function latest(client)
  for _, past in ipairs(redis.call('LRANGE', base .. 'history:' .. client, 0, -1)) do
    local found = redis.call('XRANGE', base .. 'events', past .. '-0', past .. '-0')[1]
    local event = {}
    for i = 1, found and #found[2] or 0, 2 do
      event[found[2][i]] = found[2][i + 1]
    end
    if event.w == 'online' or ends[event.w] then
      return event.w, event.e, event.u
    end
  end
end

local function remember(client, its)
  local history = base .. 'history:' .. client
  if redis.call('LPUSH', history, text(its)) > 50 then
    redis.call('LTRIM', history, 0, 49)
  end
  redis.call('EXPIRE', history, keep)
end

-- A partition that has lost the last of what it had tells again what the log knows, or begins anew without an
-- end of what the log says is open. Replies the word under which an event is to be told, if at all, and whose.
local function mended(word, at, client, user, epoch)
  local was, of, whose = latest(client)
  if was == 'online' and of == epoch then
    return word == 'lost' and 'offline' or ends[word] and word, whose
  elseif word ~= 'online' then
    return was == nil and word ~= 'lost' and word, user
  elseif was == 'online' then
    remember(client, write(at, 'taken-over', client, whose, of, '{"reason":"TAKEN_OVER","decidedBy":"SERVER",'
      .. '"confidence":"CERTAIN","detail":"a replica took over that had not heard of it","by":' .. epoch .. '}', ''))
  end
  return word, user
end

local function take(i, word, user)
  local at, client = ARGV[i + 1], ARGV[i + 2]
  local token, id, former = ARGV[i + 6], ARGV[i + 7], ARGV[i + 8]
  local mine = write(at, word, client, user, ARGV[i + 4], ARGV[i + 5], id)
  if token ~= '' then
    tokens[#tokens + 1] = token .. ' ' .. text(mine)
  end
  if id == '' then
    remember(client, mine)
  elseif #id > 1 and string.sub(word, 1, 8) ~= 'message.' then
    redis.call('HSET', base .. 'numbers', client .. ' ' .. word .. ' ' .. string.sub(id, 2), text(mine))
  end
  if word == 'taken-over' or word == 'moved' then
    ended[#ended + 1] = client .. ' ' .. ARGV[i + 4]
  elseif word == 'online' then
    if user ~= '' then
      joined(at, user, client)
    end
    if former ~= '' then
      local was = redis.call('ZSCORE', base .. 'user:' .. former, client)
      redis.call('ZREM', base .. 'user:' .. former, client)
      tellIfGone(at, former, client, was)
    end
  elseif word == 'offline' and user ~= '' then
    local was = redis.call('ZSCORE', base .. 'user:' .. user, client)
    redis.call('ZADD', base .. 'user:' .. user, 0, client)
    tellIfGone(at, user, client, was)
  end
end

local careful = redis.call('EXISTS', base .. 'careful') == 1
for i = 4 + 3 * outboxes, #ARGV, 9 do
  local word, user = ARGV[i], ARGV[i + 3]
  if word == 'lost' or (careful and (word == 'online' or ends[word])) then
    word, user = mended(word, ARGV[i + 1], ARGV[i + 2], user, ARGV[i + 4])
  end
  if word then
    take(i, word, user)
  end
end
wrote(tokens, ended)
return {1, text(number)}
