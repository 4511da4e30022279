/* What the load generator says in each protocol, and what it expects to hear. */
#ifndef SPEECH_H
#define SPEECH_H

#include <stddef.h>
#include <stdint.h>

/* The most that is looked at of an answer, and the most that is said at once. */
enum { MOST_BYTES = 512, MOST_SAID = 65536 };

/* The end of a greeting. LET_IN: the door is open, and now the client may say who it is. */
enum verdict { INCOMPLETE, WELCOME, LATER, REFUSED, LET_IN };

/* What a client says about its heartbeats when it logs in. */
struct promise {
  int keepalive_s;  /* MQTT */
  int interval_ms;  /* Heartwire; 0: no wish */
};

struct speech {
  const char *name;
  /* Writes the login of client `id`; 0 bytes: there is none, and a first heartbeat takes its place. */
  size_t (*hello)(uint8_t *out, int id, const struct promise *promise);
  /* What an answer to it means; `retry_ms` is set for LATER. */
  enum verdict (*welcomed)(const uint8_t *in, size_t size, int64_t *retry_ms);
  /* How many bytes at the beginning are a question of the server's own; NULL: it never asks. */
  size_t (*unasked)(const uint8_t *in, size_t size);
  const uint8_t *ping;
  size_t ping_size;
  size_t pong_size;
  /* The first bytes of every pong. */
  const uint8_t *pong;
  size_t pong_checked;
  /* What follows LET_IN; NULL: nothing. */
  size_t (*login)(uint8_t *out, int id, const struct promise *promise);
  /* A heartbeat that names its client, in HTTP; NULL: the ping. Its first is the login. */
  size_t (*request)(uint8_t *out, int id);
  /* In each answer to a request, so many times; NULL: its status says all. */
  const char *each;
  int each_times;
};

/* Our login; returns its length. */
size_t heartwire_hello(uint8_t *out, int id, const struct promise *promise);
enum verdict heartwire_welcomed(const uint8_t *in, size_t size, int64_t *retry_ms);
size_t heartwire_unasked(const uint8_t *in, size_t size);
extern const uint8_t HEARTWIRE_PING[5];

/* web.c */
extern const struct speech WEBSOCKET, HTTP, LEASES;

/* How many bytes an HTTP answer has, head and body; 0 until its head has come whole. */
size_t http_size(const uint8_t *in, size_t size);
/* What its head says. */
enum verdict http_verdict(const uint8_t *in, size_t size, int64_t *retry_ms);

/* NULL if there is no such protocol. */
const struct speech *speech_named(const char *name);

#endif
