-- How far reader ARGV[1] has come; a new one begins with what comes now.
redis.call('HSETNX', base .. 'cursors', ARGV[1], text(number))
return {redis.call('HGET', base .. 'cursors', ARGV[1])}
