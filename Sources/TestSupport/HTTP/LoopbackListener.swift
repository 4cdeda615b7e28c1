internal import Glibc
internal import Synchronization

/// A listening socket on 127.0.0.1 whose connections are served on a thread each.
package final class LoopbackListener: Sendable {
    /// A system call that failed with this `errno`.
    package struct Failure: Error {
        /// The `errno`.
        package let errorNumber: Int32
    }

    /// The port, which the kernel chose.
    package let port: UInt16
    private let socket: OpenSocket

    /// The listening socket as long as it is open: its number is another's as soon as it is closed.
    private final class OpenSocket: Sendable {
        private let descriptor: Mutex<Int32?>

        init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

        func shutDown() { descriptor.withLock { if let open = $0 { shutdown(open, Int32(SHUT_RDWR)) } } }

        func close() {
            descriptor.withLock {
                if let open = $0 { Glibc.close(open) }
                $0 = nil
            }
        }
    }

    /// Begins to accept; `serve` gets each connection as a blocking descriptor, which is closed when it returns.
    package init(_ serve: @escaping @Sendable (Int32) -> Void) throws {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(errorNumber: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe bind(descriptor, name, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, name, &length) == 0
            }
        }
        guard isListening else {
            let failure = Failure(errorNumber: errno)
            close(descriptor)
            throw failure
        }
        let socket = OpenSocket(descriptor)
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
        DetachedThread.run {
            // Only this thread closes the descriptor: its number could be another server's by the next accept.
            defer { socket.close() }
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection < 0 && (errno == EINTR || errno == ECONNABORTED) { continue }
                guard connection >= 0 else { return }
                DetachedThread.run {
                    serve(connection)
                    close(connection)
                }
            }
        }
    }

    deinit { stop() }

    /// Ends accepting, so that the next connection is refused; what is served goes on to its end.
    package func stop() { socket.shutDown() }
}
