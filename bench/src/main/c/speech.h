/* What the load generator says in each protocol, and what it expects to hear. */
#ifndef SPEECH_H
#define SPEECH_H

#include <stddef.h>
#include <stdint.h>

enum { MOST_BYTES = 256 };

/* The end of a greeting. */
enum verdict { INCOMPLETE, WELCOME, LATER, REFUSED };

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
};

/* NULL if there is no such protocol. */
const struct speech *speech_named(const char *name);

#endif
