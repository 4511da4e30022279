-- How far reader ARGV[1] has come; a new one begins with what comes now.
redis.call('HSETNX', base .. 'cursors', ARGV[1], text(number))
redis.call('HSET', base .. 'wanted', ARGV[1], text(now))
return {redis.call('HGET', base .. 'cursors', ARGV[1])}
