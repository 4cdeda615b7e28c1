internal import Glibc
internal import Reactor
internal import Synchronization

/// Ports of 127.0.0.1 for servers that cannot choose one themselves.
package enum LoopbackPort {
    /// Below the kernel's range for outgoing connections, so that no client takes a port between choice and use.
    private static let range: Range<UInt32> = 20_000..<32_000
    private static let next = Atomic<UInt32>(UInt32(truncatingIfNeeded: getpid()) &* 97)

    /// There is none.
    package struct Exhausted: Error {}

    /// Whether somebody listens by TCP, at an IPv4 address of loopback.
    package static func isAnswering(_ port: UInt16, at host: String = "127.0.0.1") -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return false }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe connect(descriptor, name, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// A port on which nobody listens by TCP; every call of a process gives another one.
    package static func take() throws -> UInt16 {
        for _ in range {
            let step = next.wrappingAdd(1, ordering: .relaxed).newValue
            let port = UInt16(truncatingIfNeeded: range.lowerBound + step % UInt32(range.count))
            if let loopback = IPAddress("127.0.0.1"),
                let descriptor = try? Socket.listen(.ip(loopback, port: port), Socket.ListenOptions())
            {
                Socket.close(descriptor)
                return port
            }
        }
        throw Exhausted()
    }
}
