internal import Glibc

/// One message on its way to one server and the answer back, on a socket that never blocks; for the loop's thread.
final class DNSExchange {
    /// How messages travel (RFC 7766).
    enum Transport: Sendable {
        case datagram, stream
    }

    /// What is to be sent, whereto, and until when an answer is waited for.
    struct Order: Sendable {
        let message: [UInt8]
        let server: DNSServer
        let transport: Transport
        let deadline: ContinuousClock.Instant
    }

    typealias Outcome = Result<[UInt8], DNSFailure>

    let order: Order
    let continuation: CheckedContinuation<Outcome, Never>
    private let descriptor: Int32
    private var toSend: ArraySlice<UInt8>
    private var received: [UInt8] = []

    /// Opens the socket and begins to connect; nil when the process has no descriptor left.
    init?(_ order: Order, _ continuation: CheckedContinuation<Outcome, Never>) {
        let isStream = order.transport == .stream
        let kind = isStream ? SOCK_STREAM : SOCK_DGRAM
        descriptor = socket(
            order.server.address.count == 4 ? AF_INET : AF_INET6,
            Int32(kind.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        self.order = order
        self.continuation = continuation
        let count = order.message.count
        toSend = (isStream ? [UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] : []) + order.message[...]
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What to wait for.
    var interest: pollfd {
        pollfd(fd: descriptor, events: Int16(toSend.isEmpty ? POLLIN : POLLOUT), revents: 0)
    }

    /// Connects, without waiting for it; nil unless that failed at once.
    func begin() -> Outcome? {
        let status = unsafe order.server.withSocketAddress { unsafe connect(descriptor, $0, $1) }
        return status == 0 || errno == EINPROGRESS ? nil : failure(errno)
    }

    /// Goes on as far as the socket allows; nil while there is no outcome.
    func advance() -> Outcome? {
        while !toSend.isEmpty {
            let count = unsafe toSend.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return isLater(errno) ? nil : failure(errno) }
            toSend = toSend.dropFirst(count)
        }
        return order.transport == .stream ? readStream() : readDatagrams()
    }

    private func readDatagrams() -> Outcome? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return isLater(errno) ? nil : failure(errno) }
            let reply = Array(buffer.prefix(count))
            if DNSReply.answers(order.message, reply) { return .success(reply) }
        }
    }

    private func readStream() -> Outcome? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return isLater(errno) ? nil : failure(errno) }
            if count == 0 { return .failure(DNSFailure(.malformed, "\(order.server) closed the connection")) }
            received += buffer.prefix(count)
            guard received.count >= 2 else { continue }
            let length = Int(received[0]) << 8 | Int(received[1])
            guard received.count >= 2 + length else { continue }
            let reply = Array(received[2..<2 + length])
            return DNSReply.answers(order.message, reply)
                ? .success(reply) : .failure(DNSFailure(.malformed, "\(order.server) answers something else"))
        }
    }

    private func isLater(_ code: Int32) -> Bool {
        code == EAGAIN || code == EINTR || code == EINPROGRESS || code == ENOTCONN
    }

    private func failure(_ code: Int32) -> Outcome { .failure(DNSFailure(.unreachable, "\(order.server)")) }
}

@available(*, unavailable)
extension DNSExchange: Sendable {}

extension DNSServer {
    /// Calls `body` with the address as the socket calls want it.
    func withSocketAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        if address.count == 4 {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &name.sin_addr) { unsafe $0.copyBytes(from: address) }
            return unsafe withUnsafePointer(to: &name) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = port.bigEndian
        unsafe withUnsafeMutableBytes(of: &name.sin6_addr) { unsafe $0.copyBytes(from: address) }
        return unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }
}
