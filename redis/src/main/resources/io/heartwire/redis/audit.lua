-- Writes line ARGV[1] of the audit log, of which ARGV[2] are kept. Replies its number.
local line = redis.call('INCR', base .. 'lines')
redis.call('XADD', base .. 'audit', 'MAXLEN', ARGV[2], line .. '-0', 'l', ARGV[1])
return {line}
