-- Who has a client's session. Comes after partition.lua.
local function leave(client, state, owner)
  if state == '2' then
    redis.call('ZREM', base .. 'on:' .. owner, client)
  elseif state == '1' then
    redis.call('ZREM', base .. 'lost', client)
    redis.call('ZREM', base .. 'grace', client)
  elseif state == '0' then
    redis.call('ZREM', base .. 'off', client)
  end
  if state == '1' or state == '0' then
    redis.call('HDEL', base .. 's:' .. client, 'z', 'q')
    redis.call('DEL', base .. 'w:' .. client)
  end
end

local function supersede(client, user, epoch, session, word, reason, detail, by)
  tell(word, client, user, epoch, '{"reason":"' .. reason
    .. '","decidedBy":"SERVER","confidence":"CERTAIN","detail":' .. cjson.encode(detail) .. ',"by":' .. by
    .. ',"sessionId":' .. cjson.encode(session) .. '}', '', '', '')
end
