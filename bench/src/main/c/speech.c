#include "speech.h"

#include <stdio.h>
#include <string.h>

/* Heartwire: varint32 length, then a Frame of protobuf; docs/protocol.md. */
const uint8_t HEARTWIRE_PING[] = {4, 0x0a, 2, 0x08, 7};
static const uint8_t HEARTWIRE_PONG[] = {4, 0x12, 2, 0x08, 7};

/* A wish takes two bytes: 128 to 16383 ms, or none. */
size_t heartwire_hello(uint8_t *out, int id, const struct promise *promise) {
  char name[16];
  int length = snprintf(name, sizeof name, "b%06d", id);
  int wish = promise->interval_ms >= 128 ? 3 : 0;
  uint8_t head[] = {length + wish + 6, 0x2a, length + wish + 4, 0x08, 1, 0x1a, length};
  uint8_t tail[] = {0x38, (promise->interval_ms & 0x7f) | 0x80, promise->interval_ms >> 7};
  memcpy(out, head, sizeof head);
  memcpy(out + sizeof head, name, length);
  memcpy(out + sizeof head + length, tail, wish);
  return sizeof head + length + wish;
}

static size_t varint(const uint8_t *in, size_t size, uint64_t *value) {
  *value = 0;
  for (size_t i = 0; i < size && i < 10; i++) {
    *value |= (uint64_t)(in[i] & 0x7f) << (7 * i);
    if (in[i] < 0x80) return i + 1;
  }
  return 0;
}

/* Field 3 of a Goodbye: do not come back earlier. */
static int64_t retry_after(const uint8_t *in, size_t size) {
  size_t at = 0;
  while (at < size) {
    uint8_t tag = in[at++];
    uint64_t value = 0;
    size_t took = varint(in + at, size - at, &value);
    if (took == 0) return 0;
    at += took;
    if (tag == 0x18) return value;
    if ((tag & 7) == 2) at += value;
  }
  return 0;
}

enum verdict heartwire_welcomed(const uint8_t *in, size_t size, int64_t *retry_ms) {
  uint64_t length;
  size_t head = varint(in, size, &length);
  if (head == 0 || size < head + length || length < 2) return INCOMPLETE;
  if (in[head] == 0x32) return WELCOME;
  if (in[head] != 0x3a) return REFUSED;
  uint64_t body;
  size_t took = varint(in + head + 1, size - head - 1, &body);
  *retry_ms = retry_after(in + head + 1 + took, body);
  return *retry_ms > 0 ? LATER : REFUSED;
}

/* A probe: any byte answers it, so the next heartbeat does. */
size_t heartwire_unasked(const uint8_t *in, size_t size) {
  return size >= 2 && in[1] == 0x0a && in[0] < 0x80 && size > in[0] ? 1u + in[0] : 0;
}

/* The same frames without a login, for a server that has none. */
static size_t no_hello(uint8_t *out, int id, const struct promise *promise) {
  (void)out, (void)id, (void)promise;
  return 0;
}

static enum verdict never(const uint8_t *in, size_t size, int64_t *retry_ms) {
  (void)in, (void)size, (void)retry_ms;
  return REFUSED;
}

/* MQTT 3.1.1: CONNECT with a clean session, then PINGREQ. */
static const uint8_t MQTT_PING[] = {0xc0, 0};
static const uint8_t MQTT_PONG[] = {0xd0, 0};

static size_t mqtt_hello(uint8_t *out, int id, const struct promise *promise) {
  char name[16];
  int length = snprintf(name, sizeof name, "b%06d", id);
  uint8_t head[] = {0x10, 12 + length, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, promise->keepalive_s >> 8,
                    promise->keepalive_s & 0xff, 0, length};
  memcpy(out, head, sizeof head);
  memcpy(out + sizeof head, name, length);
  return sizeof head + length;
}

static enum verdict mqtt_welcomed(const uint8_t *in, size_t size, int64_t *retry_ms) {
  (void)retry_ms;
  if (size < 4) return INCOMPLETE;
  return in[0] == 0x20 && in[3] == 0 ? WELCOME : REFUSED;
}

/* SOFABolt, protocol 1: a heartbeat is a request without class, header or content. */
static const uint8_t BOLT_PING[] = {1, 1, 0, 0, 1, 0, 0, 0, 7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
static const uint8_t BOLT_PONG[] = {1, 0, 0, 0, 1, 0, 0, 0, 7};

/* Our server on t-io: four bytes of length, then as many; it sends them back. */
static const uint8_t TIO_PING[] = {0, 0, 0, 1, 'p'};

static const struct speech HEARTWIRE = {
    .name = "heartwire", .hello = heartwire_hello, .welcomed = heartwire_welcomed,
    .unasked = heartwire_unasked, .ping = HEARTWIRE_PING, .ping_size = 5, .pong_size = 5,
    .pong = HEARTWIRE_PONG, .pong_checked = 5};
static const struct speech FRAMES = {
    .name = "frames", .hello = no_hello, .welcomed = never, .ping = HEARTWIRE_PING, .ping_size = 5,
    .pong_size = 5, .pong = HEARTWIRE_PONG, .pong_checked = 5};
static const struct speech ECHO = {
    .name = "echo", .hello = no_hello, .welcomed = never, .ping = HEARTWIRE_PING, .ping_size = 5,
    .pong_size = 5, .pong = HEARTWIRE_PING, .pong_checked = 5};
static const struct speech MQTT = {
    .name = "mqtt", .hello = mqtt_hello, .welcomed = mqtt_welcomed, .ping = MQTT_PING,
    .ping_size = 2, .pong_size = 2, .pong = MQTT_PONG, .pong_checked = 2};
static const struct speech BOLT = {
    .name = "bolt", .hello = no_hello, .welcomed = never, .ping = BOLT_PING, .ping_size = 22,
    .pong_size = 20, .pong = BOLT_PONG, .pong_checked = 9};
static const struct speech TIO = {
    .name = "tio", .hello = no_hello, .welcomed = never, .ping = TIO_PING, .ping_size = 5,
    .pong_size = 5, .pong = TIO_PING, .pong_checked = 5};

const struct speech *speech_named(const char *name) {
  const struct speech *all[] = {&HEARTWIRE, &FRAMES, &ECHO, &MQTT, &BOLT,
                                &TIO, &WEBSOCKET, &HTTP, &LEASES};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (strcmp(all[i]->name, name) == 0) return all[i];
  }
  return NULL;
}
