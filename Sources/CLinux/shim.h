// Linux calls that Swift's Glibc module does not declare. `_GNU_SOURCE` would make this module's
// definitions differ from that module's, so the few functions behind it are declared here.
#ifndef PROXYD_CLINUX_SHIM_H
#define PROXYD_CLINUX_SHIM_H
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

// Swift does not tell C headers of its sanitizers: `swift test --sanitize=thread -Xcc -fsanitize=thread` does.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define PROXYD_SANITIZED 1
#endif
#endif

extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);
extern long syscall(long number, ...);

// The three calls of every exchange. The C library's own functions are cancellation points: in a program of several threads
// each changes the thread's state before and after by an atomic operation, for a cancellation that nobody asks for.
#if PROXYD_SANITIZED
// Sanitizers see what is read and written only through the functions that they replace.
static inline ssize_t proxyd_receive(int descriptor, void *buffer, size_t capacity, int flags) {
    return recv(descriptor, buffer, capacity, flags);
}

static inline ssize_t proxyd_send(int descriptor, const void *bytes, size_t count, int flags) {
    return send(descriptor, bytes, count, flags);
}

static inline int proxyd_epoll_wait(int epoll, struct epoll_event *events, int capacity, int timeout) {
    return epoll_wait(epoll, events, capacity, timeout);
}
#else
static inline ssize_t proxyd_receive(int descriptor, void *buffer, size_t capacity, int flags) {
    return syscall(SYS_recvfrom, descriptor, buffer, capacity, flags, NULL, NULL);
}

static inline ssize_t proxyd_send(int descriptor, const void *bytes, size_t count, int flags) {
    return syscall(SYS_sendto, descriptor, bytes, count, flags, NULL, 0);
}

static inline int proxyd_epoll_wait(int epoll, struct epoll_event *events, int capacity, int timeout) {
    return (int)syscall(SYS_epoll_pwait, epoll, events, capacity, timeout, NULL, 0);
}
#endif

static const int proxyd_stream_socket = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
static const int proxyd_accept_flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
static const int proxyd_no_signal = MSG_NOSIGNAL;
static const int proxyd_peek = MSG_PEEK | MSG_DONTWAIT;
static const int proxyd_eventfd_flags = EFD_NONBLOCK | EFD_CLOEXEC;
static const int proxyd_blocking_eventfd_flags = EFD_CLOEXEC;
static const uint32_t proxyd_epoll_both_edges = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
static const uint32_t proxyd_epoll_in = EPOLLIN;

// What is asked of a file. Which module declares `struct stat` depends on what else is imported, hence a type of our own.
struct proxyd_file_status {
    uint32_t mode;
    uint32_t owner;
};

static inline int proxyd_file_status_of(const char *path, struct proxyd_file_status *status) {
    struct stat found;
    if (stat(path, &found) != 0) return -1;
    status->mode = found.st_mode;
    status->owner = found.st_uid;
    return 0;
}
#endif
