#ifndef PROXYD_SOCKET_BIO_H
#define PROXYD_SOCKET_BIO_H
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// A BIO over a non-blocking socket that knows when a system call can only answer EAGAIN, and then makes none.
//
// A receive that gives less than was asked for has emptied the socket, a send that takes less than was offered has
// filled it. Under an edge-triggered loop the state lasts until the loop reports the next edge, which clears the flag.

enum {
    TLS_SOCKET_DRAINED = 1,  // the socket is empty until it is reported readable
    TLS_SOCKET_FULL = 2,     // the socket is full until it is reported writable
    TLS_SOCKET_HANGUP = 8,   // an end or error waits behind the data: a short receive does not mean an empty socket
};

struct tls_socket {
    int descriptor;
    int error;  // errno of the call that failed
    uint16_t flags;
    // The rest is for the session that owns the BIO.
    uint8_t is_challenge;
    uint8_t failure_kind;
    uint32_t failure_code;
};

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define TLS_SOCKET_SANITIZED 1
#endif
#endif

// System calls are made without the C library's wrappers, which cost two atomic operations each, but for sanitizers, which
// see nothing else (see CLinux).
#if TLS_SOCKET_SANITIZED
static inline ssize_t tls_socket_receive(int descriptor, void *buffer, size_t capacity) {
    return recv(descriptor, buffer, capacity, 0);
}

static inline ssize_t tls_socket_send(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL);
}
#else
static inline ssize_t tls_socket_receive(int descriptor, void *buffer, size_t capacity) {
    return syscall(SYS_recvfrom, descriptor, buffer, capacity, 0, NULL, NULL);
}

static inline ssize_t tls_socket_send(int descriptor, const void *bytes, size_t count) {
    return syscall(SYS_sendto, descriptor, bytes, count, MSG_NOSIGNAL, NULL, 0);
}
#endif

static int tls_socket_read(BIO *bio, char *out, size_t capacity, size_t *count) {
    struct tls_socket *socket = (struct tls_socket *)BIO_get_data(bio);
    *count = 0;
    BIO_clear_retry_flags(bio);
    if (socket->flags & TLS_SOCKET_DRAINED) {
        BIO_set_retry_read(bio);
        return -1;
    }
    ssize_t received;
    do {
        received = tls_socket_receive(socket->descriptor, out, capacity);
    } while (received < 0 && errno == EINTR);
    if (received > 0) {
        if ((size_t)received < capacity && !(socket->flags & TLS_SOCKET_HANGUP)) socket->flags |= TLS_SOCKET_DRAINED;
        *count = (size_t)received;
        return 1;
    }
    if (received == 0) return 0;
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        socket->flags |= TLS_SOCKET_DRAINED;
        BIO_set_retry_read(bio);
    } else {
        socket->error = errno;
    }
    return -1;
}

static int tls_socket_write(BIO *bio, const char *bytes, size_t length, size_t *count) {
    struct tls_socket *socket = (struct tls_socket *)BIO_get_data(bio);
    *count = 0;
    BIO_clear_retry_flags(bio);
    if (socket->flags & TLS_SOCKET_FULL) {
        BIO_set_retry_write(bio);
        return -1;
    }
    ssize_t sent;
    do {
        sent = tls_socket_send(socket->descriptor, bytes, length);
    } while (sent < 0 && errno == EINTR);
    if (sent >= 0) {
        if ((size_t)sent < length) socket->flags |= TLS_SOCKET_FULL;
        *count = (size_t)sent;
        return 1;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        socket->flags |= TLS_SOCKET_FULL;
        BIO_set_retry_write(bio);
    } else {
        socket->error = errno;
    }
    return -1;
}

// An end of stream is told by the flag alone: reported by BIO_eof it would make OpenSSL answer with an alert.
static long tls_socket_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static int tls_socket_destroy(BIO *bio) {
    OPENSSL_free(BIO_get_data(bio));
    BIO_set_data(bio, NULL);
    return 1;
}

static inline BIO_METHOD *tls_socket_method_new(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    if (method == NULL) return NULL;
    if (BIO_meth_set_read_ex(method, tls_socket_read) && BIO_meth_set_write_ex(method, tls_socket_write) &&
        BIO_meth_set_ctrl(method, tls_socket_control) && BIO_meth_set_destroy(method, tls_socket_destroy))
        return method;
    BIO_meth_free(method);
    return NULL;
}

// The BIO owns the state, not the descriptor.
static inline BIO *tls_socket_new(OSSL_LIB_CTX *library, const BIO_METHOD *method, int descriptor) {
    BIO *bio = BIO_new_ex(library, method);
    if (bio == NULL) return NULL;
    struct tls_socket *socket = (struct tls_socket *)OPENSSL_zalloc(sizeof(struct tls_socket));
    if (socket == NULL) {
        BIO_free(bio);
        return NULL;
    }
    socket->descriptor = descriptor;
    BIO_set_data(bio, socket);
    BIO_set_init(bio, 1);
    return bio;
}

static inline struct tls_socket *tls_socket_state(BIO *bio) { return (struct tls_socket *)BIO_get_data(bio); }

#endif
