#define _GNU_SOURCE
#include "fleet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 1024, BUFFER = 65536, SOURCES = 8 };

struct client clients[MOST_CLIENTS];
int client_count;
struct tally tally;
void (*on_pong)(struct client *client);

static const struct speech *speech;
static int server_port;
static struct promise promise;
static int first_name;
static int poller;
/* Answers to a greeting that came in pieces. */
static uint8_t greetings[MOST_CLIENTS][MOST_BYTES];

int64_t now_nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

void fleet_begin(const struct speech *spoken, int port, int keepalive_s) {
  speech = spoken;
  server_port = port;
  promise.keepalive_s = keepalive_s;
  poller = epoll_create1(EPOLL_CLOEXEC);
}

void fleet_wish(int interval_ms) { promise.interval_ms = interval_ms; }

void fleet_name(int first) { first_name = first; }

static void fail(struct client *client) {
  if (client->fd >= 0) close(client->fd);
  client->fd = -1;
  client->state = ENDED;
  tally.failed++;
}

static void dial(int index) {
  struct client *client = &clients[index];
  int one = 1;
  client->got = client->whole = 0;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->fd < 0) {
    fail(client);
    return;
  }
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  /* One source address has 28,000 ports, and those of a storm before are still in TIME_WAIT. */
  setsockopt(client->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  struct sockaddr_in from = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(0x7f000002 + index % SOURCES)};
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons(server_port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  client->state = CONNECTING;
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                              .data.u32 = index};
  if (bind(client->fd, (struct sockaddr *)&from, sizeof from) != 0 ||
      (connect(client->fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS) ||
      epoll_ctl(poller, EPOLL_CTL_ADD, client->fd, &event) != 0) {
    fail(client);
  }
}

void fleet_open(void) { dial(client_count++); }

void fleet_return(int64_t now) {
  for (int i = 0; i < client_count; i++) {
    if (clients[i].state == RESTING && now - clients[i].due >= 0) dial(i);
  }
}

/* What does not fit into the kernel's buffer is an error: nobody waits here. */
static void say(struct client *client, const uint8_t *out, size_t size) {
  client->got = client->whole = 0;
  client->matched = 0;
  client->each = 0;
  client->wrote_at = now_nanos();
  if (send(client->fd, out, size, MSG_NOSIGNAL) != (ssize_t)size) fail(client);
}

static void beat(struct client *client) {
  if (speech->request) {
    static uint8_t out[MOST_SAID];
    say(client, out, speech->request(out, first_name + (client - clients)));
  } else {
    say(client, speech->ping, speech->ping_size);
  }
}

static void greet(int index) {
  struct client *client = &clients[index];
  uint8_t out[MOST_BYTES];
  size_t size = speech->request ? 0 : speech->hello(out, first_name + index, &promise);
  client->state = GREETING;
  if (size == 0) {
    beat(client);
  } else {
    say(client, out, size);
  }
}

void fleet_ping(struct client *client) {
  client->state = WAITING;
  beat(client);
}

static void settle(struct client *client, enum verdict verdict, int64_t retry_ms) {
  if (verdict == WELCOME) {
    client->state = READY;
    tally.served++;
    return;
  }
  close(client->fd);
  client->fd = -1;
  if (verdict == LATER) {
    client->state = RESTING;
    client->due = now_nanos() + retry_ms * 1000000;
    tally.later++;
  } else {
    client->state = ENDED;
    tally.refused++;
  }
}

static void greeted(int index, const uint8_t *in, size_t size) {
  struct client *client = &clients[index];
  uint8_t *kept = greetings[index];
  if (client->got + size > MOST_BYTES - 1) {
    settle(client, REFUSED, 0);
    return;
  }
  memcpy(kept + client->got, in, size);
  client->got += size;
  uint8_t unused[MOST_BYTES];
  if (speech->hello(unused, index, &promise) == 0) {
    if (client->got >= speech->pong_size) settle(client, WELCOME, 0);
    return;
  }
  int64_t retry_ms = 0;
  enum verdict verdict = speech->welcomed(kept, client->got, &retry_ms);
  if (verdict == LET_IN) {
    say(client, unused, speech->login(unused, first_name + index, &promise));
  } else if (verdict != INCOMPLETE) {
    settle(client, verdict, retry_ms);
  }
}

/* Counts what must stand in the answer so many times; its first letter stands in it once. */
static void count_each(struct client *client, const uint8_t *in, size_t size) {
  const char *each = speech->each;
  for (size_t i = 0; i < size; i++) {
    client->matched = in[i] == each[client->matched] ? client->matched + 1 : in[i] == each[0];
    if (each[client->matched] == 0) {
      client->each++;
      client->matched = 0;
    }
  }
}

/* An answer in HTTP came, or a part of it. */
static void responded(int index, const uint8_t *in, size_t size) {
  struct client *client = &clients[index];
  uint8_t *kept = greetings[index];
  if (client->got < MOST_BYTES) {
    size_t more = MOST_BYTES - client->got < size ? MOST_BYTES - client->got : size;
    memcpy(kept + client->got, in, more);
  }
  if (speech->each) count_each(client, in, size);
  client->got += size;
  size_t known = client->got < MOST_BYTES ? client->got : MOST_BYTES;
  if (client->whole == 0) client->whole = http_size(kept, known);
  if (client->whole == 0 || client->got < client->whole) return;
  int64_t retry_ms = 0;
  enum verdict verdict = http_verdict(kept, known, &retry_ms);
  if (verdict == WELCOME && client->each != speech->each_times) {
    /* Some of a batch were told to come later, each with a time of its own. */
    verdict = LATER;
    retry_ms = 2000;
  }
  if (client->state == GREETING) {
    settle(client, verdict, retry_ms);
    return;
  }
  tally.odd += verdict != WELCOME || client->got > client->whole;
  client->state = READY;
  tally.beats++;
  if (on_pong) on_pong(client);
}

static void answered(struct client *client, const uint8_t *in, size_t size) {
  if (client->got == 0 &&
      (size != speech->pong_size || memcmp(in, speech->pong, speech->pong_checked) != 0)) {
    tally.odd++;
  }
  client->got += size;
  if (client->got >= speech->pong_size) {
    client->state = READY;
    tally.beats++;
    if (on_pong) on_pong(client);
  }
}

static void heard(int index, const uint8_t *in, size_t size) {
  struct client *client = &clients[index];
  if (speech->request) {
    if (client->state == GREETING || client->state == WAITING) responded(index, in, size);
  } else if (client->state == GREETING) {
    greeted(index, in, size);
  } else if (client->state == WAITING) {
    size_t skipped;
    while (speech->unasked && client->got == 0 && (skipped = speech->unasked(in, size)) > 0) {
      in += skipped;
      size -= skipped;
    }
    if (size > 0) answered(client, in, size);
  }
}

static void ended(struct client *client) {
  close(client->fd);
  client->fd = -1;
  if (client->state == CONNECTING || client->state == GREETING) {
    tally.failed++;
  } else {
    tally.ended++;
  }
  client->state = ENDED;
  client->ended_at = now_nanos();
}

static void drain(int index, bool finished) {
  struct client *client = &clients[index];
  uint8_t in[BUFFER];
  ssize_t size;
  /* Edge-triggered: a short read has taken all, unless the end came with it. */
  do {
    size = recv(client->fd, in, sizeof in, 0);
    if (size == 0 || (size < 0 && errno != EAGAIN)) {
      ended(client);
      return;
    }
    if (size > 0) heard(index, in, size);
  } while (client->fd >= 0 && (size == (ssize_t)sizeof in || (finished && size > 0)));
}

void fleet_poll(int wait_ms) {
  struct epoll_event events[EVENTS];
  int ready = epoll_wait(poller, events, EVENTS, wait_ms);
  for (int i = 0; i < ready; i++) {
    int index = events[i].data.u32;
    uint32_t what = events[i].events;
    if (clients[index].fd < 0) continue;
    if (clients[index].state == CONNECTING) {
      if (what & (EPOLLERR | EPOLLHUP)) {
        fail(&clients[index]);
      } else if (what & EPOLLOUT) {
        greet(index);
      }
      if (clients[index].fd < 0 || !(what & EPOLLIN)) continue;
    }
    if (what & (EPOLLIN | EPOLLERR | EPOLLHUP | EPOLLRDHUP)) {
      drain(index, (what & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) != 0);
    }
  }
}

void fleet_drop(void) {
  for (int i = 0; i < client_count; i++) {
    if (clients[i].fd >= 0) close(clients[i].fd);
    clients[i] = (struct client){.fd = -1};
  }
  client_count = 0;
  tally = (struct tally){0};
}
