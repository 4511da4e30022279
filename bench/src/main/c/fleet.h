/* The connections of the load generator: one thread, one epoll, busy while something is expected. */
#ifndef FLEET_H
#define FLEET_H

#include <stdbool.h>
#include <stdint.h>

#include "speech.h"

enum { MOST_CLIENTS = 19900 };

enum state { IDLE, CONNECTING, GREETING, READY, WAITING, RESTING, ENDED };

struct client {
  int fd;
  uint8_t state;
  uint8_t matched;  /* letters of what stands in each answer */
  int each;         /* how often that stood there */
  uint32_t got;
  uint32_t whole; /* bytes of an answer in HTTP; 0: not known yet */
  int64_t wrote_at; /* just before the last write */
  int64_t due;      /* when the ping should have been written, or when a resting one comes back */
  int64_t ended_at; /* when the server's close was seen */
};

/* What was counted; a command resets what it reports. */
struct tally {
  long served;
  long refused;
  long later;
  long failed;
  long ended;
  long beats;
  long odd;
};

extern struct client clients[MOST_CLIENTS];
extern int client_count;
extern struct tally tally;

/* Called at each pong; NULL: nothing. */
extern void (*on_pong)(struct client *client);

int64_t now_nanos(void);
void fleet_begin(const struct speech *speech, int port, int keepalive_s);
/* Those that log in from now on wish for this interval; 0: for none. */
void fleet_wish(int interval_ms);
/* Those that are opened from now on are named by their number, counted from this one. */
void fleet_name(int first);
/* Opens one more. */
void fleet_open(void);
/* Brings those back that were told to come later and whose time has come. */
void fleet_return(int64_t now);
/* Takes what has happened; waits at most `wait_ms`. */
void fleet_poll(int wait_ms);
void fleet_ping(struct client *client);
/* Closes all and forgets them. */
void fleet_drop(void);

#endif
