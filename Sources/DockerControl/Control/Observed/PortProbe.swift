internal import Glibc
internal import ProxyModel

/// Tries who has a port: a container at its address, or somebody at an address of this host.
enum PortProbe {
    private static let patience = Duration.milliseconds(300)

    /// Whether a connection to `address:port` was accepted in a moment.
    static func isListening(_ target: String) async -> Bool {
        guard let colon = target.lastIndex(of: ":"), let port = UInt16(target[target.index(after: colon)...]) else {
            return false
        }
        let host = String(target[..<colon].filter { $0 != "[" && $0 != "]" })
        guard let bytes = AddressBlock.address(host) else { return false }
        let file = socket(
            bytes.count == 4 ? AF_INET : AF_INET6,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        if connects(file, to: bytes, port) { return await stays(file, host) }
        guard errno == EINPROGRESS else { return false }
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end, !Task.isCancelled {
            var entry = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
            if unsafe poll(&entry, 1, 0) > 0 { return isConnected(file) ? await stays(file, host) : false }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    /// Whether a connection stays open: an engine that publishes ports accepts first, and closes when nobody is behind it.
    private static func stays(_ file: Int32, _ host: String) async -> Bool {
        guard host == "127.0.0.1" else { return true }
        try? await Task.sleep(for: .milliseconds(50))
        var byte: UInt8 = 0
        let count = unsafe recv(file, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count > 0 || count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
    }

    private static func connects(_ file: Int32, to address: [UInt8], _ port: UInt16) -> Bool {
        unsafe withAddress(address, port) { pointer, length in unsafe connect(file, pointer, length) == 0 }
    }

    private static func withAddress(
        _ address: [UInt8], _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        if address.count == 4 {
            var peer = sockaddr_in()
            peer.sin_family = sa_family_t(AF_INET)
            peer.sin_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &peer.sin_addr) { unsafe $0.copyBytes(from: address) }
            return unsafe withUnsafePointer(to: &peer) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    unsafe body(generic, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        var peer = sockaddr_in6()
        peer.sin6_family = sa_family_t(AF_INET6)
        peer.sin6_port = port.bigEndian
        unsafe withUnsafeMutableBytes(of: &peer.sin6_addr) { unsafe $0.copyBytes(from: address) }
        return unsafe withUnsafePointer(to: &peer) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }

    private static func isConnected(_ file: Int32) -> Bool {
        var problem: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(file, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0
    }

    /// Whether a port of this host's address can be had; what only the engine could try is taken for free.
    static func isFree(_ port: UInt16, bind address: String, isDatagram: Bool) -> Bool {
        guard let bytes = AddressBlock.address(address) else { return false }
        let kind = Int32(isDatagram ? SOCK_DGRAM.rawValue : SOCK_STREAM.rawValue)
        let file = socket(bytes.count == 4 ? AF_INET : AF_INET6, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return errno == EAFNOSUPPORT }
        defer { close(file) }
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        // Connections that ended a moment ago take no port from a listener.
        if !isDatagram { _ = unsafe setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, size) }
        if bytes.count == 16 { _ = unsafe setsockopt(file, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size) }
        return unsafe withAddress(bytes, port) { pointer, length in unsafe Glibc.bind(file, pointer, length) == 0 }
            || errno == EADDRNOTAVAIL || errno == EACCES
    }
}
