/*
 * The floor: the least that a server of long-lived connections can do. One thread, epoll, what was
 * read is written back. "floor" is level-triggered, "floor --edge" edge-triggered. Prints
 * "ready PORT".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 1024, BACKLOG = 4096, BUFFER = 4096 };

static int listen_on_loopback(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, BACKLOG) != 0) {
    perror("floor: cannot listen on 127.0.0.1");
    return -1;
  }
  socklen_t size = sizeof at;
  getsockname(fd, (struct sockaddr *)&at, &size);
  printf("ready %d\n", ntohs(at.sin_port));
  fflush(stdout);
  return fd;
}

static void accept_all(int listener, int poll, uint32_t interest) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = interest, .data.fd = fd};
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  }
}

static void echo(int fd) {
  uint8_t buffer[BUFFER];
  ssize_t size;
  /* A full buffer may have left something behind; a shorter read has not. */
  do {
    size = recv(fd, buffer, sizeof buffer, 0);
    if (size == 0 || (size < 0 && errno != EAGAIN) ||
        (size > 0 && send(fd, buffer, size, MSG_NOSIGNAL) != size)) {
      close(fd);
      return;
    }
  } while (size == (ssize_t)sizeof buffer);
}

int main(int argc, char **argv) {
  int edge = argc > 1 && strcmp(argv[1], "--edge") == 0;
  int listener = listen_on_loopback();
  if (listener < 0) return 1;
  int poll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  static struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(poll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.fd == listener) {
        accept_all(listener, poll, EPOLLIN | (edge ? EPOLLET : 0));
      } else {
        echo(events[i].data.fd);
      }
    }
  }
}
