/* The doors of the web: WebSocket, and heartbeats by HTTP; docs/websocket.md, docs/http-heartbeats.md. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "speech.h"

static const uint8_t *head_end(const uint8_t *in, size_t size) {
  const uint8_t *end = memmem(in, size, "\r\n\r\n", 4);
  return end == NULL ? NULL : end + 4;
}

/* The number in a line of a head; -1: there is no such line. */
static long number_after(const uint8_t *in, const uint8_t *end, const char *name) {
  size_t length = strlen(name);
  for (const uint8_t *at = in; at + length < end; at++) {
    if (at[0] == '\n' && strncasecmp((const char *)at + 1, name, length) == 0) {
      return strtol((const char *)at + 1 + length, NULL, 10);
    }
  }
  return -1;
}

size_t http_size(const uint8_t *in, size_t size) {
  const uint8_t *end = head_end(in, size);
  if (end == NULL) return 0;
  long body = number_after(in, end, "content-length:");
  return end - in + (body < 0 ? 0 : body);
}

enum verdict http_verdict(const uint8_t *in, size_t size, int64_t *retry_ms) {
  const uint8_t *end = head_end(in, size);
  if (end == NULL) return INCOMPLETE;
  if (memcmp(in, "HTTP/1.1 200", 12) == 0) return WELCOME;
  long retry_s = number_after(in, end, "retry-after:");
  *retry_ms = retry_s * 1000;
  return retry_s > 0 ? LATER : REFUSED;
}

/* A mask is there so that no proxy takes the bytes for something else; any will do. */
static const uint8_t MASK[4] = {0x37, 0xfa, 0x21, 0x3d};

/* A binary message, masked as a client must; up to 125 bytes. */
static size_t masked(uint8_t *out, const uint8_t *data, size_t size) {
  out[0] = 0x82;
  out[1] = 0x80 | size;
  memcpy(out + 2, MASK, sizeof MASK);
  for (size_t i = 0; i < size; i++) out[6 + i] = data[i] ^ MASK[i % 4];
  return 6 + size;
}

static size_t upgrade(uint8_t *out, int id, const struct promise *promise) {
  (void)id, (void)promise;
  return sprintf((char *)out, "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: aGVhcnR3aXJlIGJlbmNoIQ==\r\n"
                              "Sec-WebSocket-Protocol: heartwire.v1.protobuf\r\n\r\n");
}

static size_t socket_login(uint8_t *out, int id, const struct promise *promise) {
  uint8_t hello[MOST_BYTES];
  return masked(out, hello, heartwire_hello(hello, id, promise));
}

/* Where the payload of a frame of the server begins; 0: not known yet. */
static size_t frame_head(const uint8_t *in, size_t size) {
  if (size < 2) return 0;
  return in[1] < 126 ? 2 : 4;
}

static enum verdict socket_welcomed(const uint8_t *in, size_t size, int64_t *retry_ms) {
  if (size < 12) return INCOMPLETE;
  if (memcmp(in, "HTTP/1.1 ", 9) == 0) {
    if (head_end(in, size) == NULL) return INCOMPLETE;
    return memcmp(in + 9, "101", 3) == 0 ? LET_IN : REFUSED;
  }
  if (in[0] != 0x82) return REFUSED;
  size_t head = frame_head(in, size);
  return heartwire_welcomed(in + head, size - head, retry_ms);
}

/* A ping of the WebSocket, or one of ours: any byte answers it, so the next heartbeat does. */
static size_t socket_unasked(const uint8_t *in, size_t size) {
  size_t head = frame_head(in, size);
  if (head != 2 || size < head + in[1]) return 0;
  bool ours = in[0] == 0x82 && heartwire_unasked(in + head, size - head) > 0;
  return in[0] == 0x89 || ours ? head + in[1] : 0;
}

/* HEARTWIRE_PING, masked. */
static const uint8_t SOCKET_PING[] = {0x82, 0x85, 0x37, 0xfa, 0x21, 0x3d, 4 ^ 0x37,
                                      0x0a ^ 0xfa, 2 ^ 0x21, 8 ^ 0x3d, 7 ^ 0x37};
static const uint8_t SOCKET_PONG[] = {0x82, 5, 4, 0x12, 2, 0x08, 7};

const struct speech WEBSOCKET = {
    .name = "websocket", .hello = upgrade, .welcomed = socket_welcomed, .login = socket_login,
    .unasked = socket_unasked, .ping = SOCKET_PING, .ping_size = sizeof SOCKET_PING,
    .pong = SOCKET_PONG, .pong_size = sizeof SOCKET_PONG, .pong_checked = sizeof SOCKET_PONG};

static size_t put(uint8_t *out, int id) {
  return sprintf((char *)out, "PUT /v1/heartbeats/b%06d HTTP/1.1\r\nHost: localhost\r\n"
                              "Content-Length: 0\r\n\r\n", id);
}

const struct speech HTTP = {.name = "http", .request = put};

enum { BATCH = 1000 };

/* The heartbeats of a thousand clients in one request. */
static size_t post(uint8_t *out, int id) {
  char *body = (char *)out + 128, *at = body;
  at += sprintf(at, "{\"heartbeats\":[");
  for (int i = 0; i < BATCH; i++) {
    at += sprintf(at, "%s{\"clientId\":\"b%06d\"}", i == 0 ? "" : ",", id * BATCH + i);
  }
  at += sprintf(at, "]}");
  size_t size = at - body;
  size_t head = sprintf((char *)out, "POST /v1/heartbeats HTTP/1.1\r\nHost: localhost\r\n"
                                     "Content-Length: %zu\r\n\r\n", size);
  memmove(out + head, body, size);
  return head + size;
}

const struct speech LEASES = {
    .name = "leases", .request = post, .each = "us\":200", .each_times = BATCH};
