/*
 * The load generator: load PROTOCOL PORT SERVER-PID KEEPALIVE-S, then one command a line on standard
 * input, one line of "key=value ..." on standard output for each:
 *
 *   connect N WINDOW SECONDS   opens N more, at most WINDOW of them unserved (0: all at once)
 *   wish MS                    those that connect from now on wish for this interval (0: for none)
 *   name FIRST                 those that connect from now on are named from this number on
 *   saturate SECONDS           every client beats again as soon as its pong is there
 *   fixed RATE SECONDS FIRST   RATE heartbeats a second in all, in turn, over the first FIRST clients
 *   silence LIMIT FROM SECONDS says nothing more (ms): how late is each client's end?
 *   drop                       closes all
 *
 * It ends with its standard input, and at once if the process is killed that started it.
 *
 * It polls without sleeping while a command runs: a generator that sleeps makes the server pay for
 * waking it. The server's time on the processor is read from its own clock, user and system together.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "fleet.h"

enum { MOST_SAMPLES = 4000000, OPENED_AT_ONCE = 64 };

static clockid_t server_clock;
static int32_t *samples;
static long sampled;

static double read_clock(clockid_t clock) {
  struct timespec t = {0};
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double server_cpu(void) { return read_clock(server_clock); }

/* Time that all processors have spent on anything, since the machine started. */
static double busy(void) {
  double user = 0, nice = 0, system = 0, idle, wait, irq = 0, softirq = 0, steal = 0;
  FILE *stat = fopen("/proc/stat", "r");
  if (stat == NULL) return 0;
  if (fscanf(stat, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &user, &nice, &system, &idle, &wait,
             &irq, &softirq, &steal) != 8) {
    user = 0;
  }
  fclose(stat);
  return (user + nice + system + irq + softirq + steal) / sysconf(_SC_CLK_TCK);
}

static double own_cpu(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

static int by_value(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return (x > y) - (x < y);
}

static void take(int64_t nanos) {
  if (sampled < MOST_SAMPLES) samples[sampled++] = nanos / 1000;
}

static void print_samples(void) {
  qsort(samples, sampled, sizeof *samples, by_value);
  if (sampled > 0) {
    printf(" min_us=%d p50_us=%d p99_us=%d max_us=%d", samples[0], samples[sampled / 2],
           samples[sampled - 1 - sampled / 100], samples[sampled - 1]);
  }
}

static void take_latency(struct client *client) { take(now_nanos() - client->due); }

static void run_connect(int wanted, int window, double limit_s) {
  int first = client_count;
  if (wanted > MOST_CLIENTS - first) wanted = MOST_CLIENTS - first;
  if (window <= 0) window = wanted;
  tally = (struct tally){0};
  double cpu = server_cpu();
  int64_t begun = now_nanos(), returned = begun, now = begun;
  long settled = 0;
  while (settled < wanted && now - begun < limit_s * 1e9) {
    for (int i = 0; i < OPENED_AT_ONCE && client_count - first < wanted &&
                    client_count - first - settled < window;
         i++) {
      fleet_open();
    }
    fleet_poll(0);
    now = now_nanos();
    if (tally.later > 0 && now - returned > 1000000) {
      fleet_return(now);
      returned = now;
    }
    settled = tally.served + tally.refused + tally.failed;
  }
  printf("seconds=%.4f served=%ld refused=%ld later=%ld failed=%ld cpu_s=%.6f", (now - begun) / 1e9,
         tally.served, tally.refused, tally.later, tally.failed, server_cpu() - cpu);
}

/* The beginning of a window in which heartbeats are counted. */
struct window {
  int64_t begun;
  double cpu, own, busy;
};

static struct window begin_window(void) {
  tally = (struct tally){0};
  return (struct window){
      .busy = busy(), .own = own_cpu(), .cpu = server_cpu(), .begun = now_nanos()};
}

/* others: what everybody else has taken of all processors, as a share of one. */
static void print_window(struct window window) {
  double seconds = (now_nanos() - window.begun) / 1e9;
  double cpu = server_cpu() - window.cpu, own = own_cpu() - window.own;
  printf("seconds=%.4f beats=%ld odd=%ld ended=%ld cpu_s=%.6f own_cpu_s=%.6f others=%.3f", seconds,
         tally.beats, tally.odd, tally.ended, cpu, own,
         (busy() - window.busy - cpu - own) / seconds);
}

static void await_pongs(void) {
  int64_t end = now_nanos() + 2000000000LL;
  int waiting = 1;
  while (waiting && now_nanos() < end) {
    fleet_poll(0);
    waiting = 0;
    for (int i = 0; i < client_count && !waiting; i++) waiting = clients[i].state == WAITING;
  }
}

static void run_saturate(double seconds) {
  struct window window = begin_window();
  on_pong = fleet_ping;
  for (int i = 0; i < client_count; i++) {
    if (clients[i].state == READY) fleet_ping(&clients[i]);
  }
  while (now_nanos() - window.begun < seconds * 1e9) fleet_poll(0);
  print_window(window);
  on_pong = NULL;
  await_pongs();
  printf(" answered=%ld", tally.beats);
}

static void run_fixed(long rate, double seconds, int first) {
  if (first <= 0 || first > client_count) first = client_count;
  if (first == 0) return;
  sampled = 0;
  long missed = 0;
  int turn = 0;
  int64_t gap = 1000000000LL / rate;
  struct window window = begin_window();
  int64_t next = window.begun, now = window.begun;
  on_pong = take_latency;
  while (now - window.begun < seconds * 1e9) {
    for (; now - next >= 0; next += gap) {
      struct client *client = &clients[turn];
      turn = turn + 1 < first ? turn + 1 : 0;
      if (client->state == READY) {
        client->due = next;
        fleet_ping(client);
      } else {
        missed++;
      }
    }
    fleet_poll(0);
    now = now_nanos();
  }
  print_window(window);
  printf(" missed=%ld", missed);
  on_pong = NULL;
  print_samples();
  await_pongs();
  printf(" answered=%ld", tally.beats);
}

/* The earliest last write of all; the server counts each client's silence from the read of it. */
static int64_t first_write(void) {
  int64_t first = INT64_MAX;
  for (int i = 0; i < client_count; i++) {
    if (clients[i].state == READY && clients[i].wrote_at < first) first = clients[i].wrote_at;
  }
  return first;
}

static void run_silence(long limit_ms, long from_ms, double seconds) {
  long alive = 0;
  for (int i = 0; i < client_count; i++) alive += clients[i].state == READY;
  tally = (struct tally){0};
  sampled = 0;
  int64_t begun = now_nanos(), from = first_write() + from_ms * 1000000, now = begun;
  double cpu = server_cpu(), own = own_cpu(), all = busy(), whole = cpu;
  while (tally.ended < alive && now - begun < seconds * 1e9) {
    fleet_poll(0);
    now = now_nanos();
    if (now < from) cpu = server_cpu();
  }
  double spent = server_cpu() - cpu;
  double others = (busy() - all - (own_cpu() - own) - (server_cpu() - whole)) * 1e9 / (now - begun);
  for (int i = 0; i < client_count; i++) {
    if (clients[i].ended_at > 0) {
      take(clients[i].ended_at - clients[i].wrote_at - limit_ms * 1000000);
    }
  }
  printf("clients=%ld ended=%ld seconds=%.4f cpu_s=%.6f late_start=%d others=%.3f", alive,
         tally.ended, (now - begun) / 1e9, spent, begun > from, others);
  print_samples();
}

static void obey(const char *line) {
  int count, first;
  long rate, limit, from;
  double seconds;
  if (sscanf(line, "connect %d %d %lf", &count, &first, &seconds) == 3) {
    run_connect(count, first, seconds);
  } else if (sscanf(line, "saturate %lf", &seconds) == 1) {
    run_saturate(seconds);
  } else if (sscanf(line, "fixed %ld %lf %d", &rate, &seconds, &first) == 3 && rate > 0) {
    run_fixed(rate, seconds, first);
  } else if (sscanf(line, "silence %ld %ld %lf", &limit, &from, &seconds) == 3) {
    run_silence(limit, from, seconds);
  } else if (sscanf(line, "wish %d", &count) == 1) {
    fleet_wish(count);
    printf("wished=%d", count);
  } else if (sscanf(line, "name %d", &first) == 1) {
    fleet_name(first);
    printf("named=%d", first);
  } else if (strncmp(line, "drop", 4) == 0) {
    fleet_drop();
    printf("dropped=1");
  } else {
    printf("error=unknown-command");
  }
  printf("\n");
  fflush(stdout);
}

int main(int argc, char **argv) {
  /* A command may take a minute: whoever gave it may have been killed meanwhile. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const struct speech *speech = argc == 5 ? speech_named(argv[1]) : NULL;
  if (speech == NULL) {
    fprintf(stderr, "usage: load heartwire|websocket|mqtt|http|leases|frames|echo|bolt|tio PORT SERVER-PID"
            " KEEPALIVE-S\n");
    return 2;
  }
  if (clock_getcpuclockid(atoi(argv[3]), &server_clock) != 0) {
    fprintf(stderr, "load: there is no process %s to take the time of\n", argv[3]);
    return 2;
  }
  samples = malloc(sizeof *samples * MOST_SAMPLES);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  fleet_begin(speech, atoi(argv[2]), atoi(argv[4]));
  char line[256];
  while (fgets(line, sizeof line, stdin)) obey(line);
  return 0;
}
