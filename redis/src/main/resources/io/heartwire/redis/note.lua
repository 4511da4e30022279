-- An event that concerns no client. ARGV: word, user, epoch, data. Replies its number.
local mine = write(text(now), ARGV[1], '', ARGV[2], ARGV[3], ARGV[4], '')
wrote({}, {})
return {text(mine)}
