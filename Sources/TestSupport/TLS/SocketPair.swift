internal import Glibc

/// Two connected non-blocking Unix sockets, closed with their owner.
package final class SocketPair {
    /// A system call that failed with this `errno`.
    package struct Failure: Error {
        /// The `errno`.
        package let errorNumber: Int32
    }

    /// The end that a server reads from, not blocking.
    package let server: Int32
    /// The end that a client reads from, not blocking.
    package let client: Int32
    private var isOpen = (server: true, client: true)

    /// Makes the pair; a size bounds what a socket takes before the other is read.
    ///
    /// - Throws: `Failure`.
    package init(bufferSize: Int32? = nil) throws {
        var descriptors: [Int32] = [-1, -1]
        // A child of another test must not keep a socket open that is closed here.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &descriptors) == 0 else { throw Failure(errorNumber: errno) }
        server = descriptors[0]
        client = descriptors[1]
        if var size = bufferSize {
            for descriptor in descriptors {
                unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
            }
        }
    }

    deinit {
        closeServer()
        closeClient()
    }

    /// Closes the server's end; a second call does nothing.
    package func closeServer() {
        if isOpen.server { Self.end(server) }
        isOpen.server = false
    }

    /// Closes the client's end; a second call does nothing.
    package func closeClient() {
        if isOpen.client { Self.end(client) }
        isOpen.client = false
    }

    /// A child that another test is starting holds a copy until it runs its program: closing alone would not end the stream.
    private static func end(_ descriptor: Int32) {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// Sends bytes from the client's end.
    package func sendRaw(_ bytes: [UInt8]) {
        _ = unsafe send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// All bytes that wait at the client's end, up to 64 KiB.
    package func receiveRaw() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe recv(client, &bytes, bytes.count, 0)
        return Array(bytes[..<max(0, count)])
    }
}
