-- Takes a message out of the box of its client; nil if it is not there. Comes after partition.lua.
local function take(client, id, word, token)
  local order, box = base .. 'order:' .. client, base .. 'box:' .. client
  local value = redis.call('HGET', box, id)
  redis.call('ZREM', base .. 'expiry', client .. ' ' .. id)
  if not value then
    return nil
  end
  local bytes, kind = string.match(value, '^%d+\n(%d+)\n[^\n]*\n(.*)$')
  redis.call('ZREM', order, id)
  redis.call('HDEL', box, id)
  redis.call('HINCRBY', box, '', -tonumber(bytes))
  if redis.call('ZCARD', order) == 0 then
    redis.call('DEL', box)
  end
  local left = redis.call('HINCRBY', base .. 'waiting', client, -1)
  if left <= 0 then
    redis.call('HDEL', base .. 'waiting', client)
    redis.call('HINCRBY', base .. 'counts', 'w', -1)
  end
  local row = redis.call('HMGET', base .. 's:' .. client, 'u', 'e')
  local data = '{"type":' .. cjson.encode(kind) .. ',"id":' .. cjson.encode(id) .. '}'
  tell(word, client, row[1] or '', row[2] or '0', string.gsub(data, '\\/', '/'), token, '.' .. id, '')
  return left
end
