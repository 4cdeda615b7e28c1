internal import CLinux
internal import Glibc

/// Where a socket is bound or connected: an address with a port, or the path of a Unix socket.
package enum SocketAddress: Sendable, Hashable, CustomStringConvertible {
    case ip(IPAddress, port: UInt16)
    case unix(String)

    /// The port, or 0 for a Unix socket.
    package var port: UInt16 {
        guard case .ip(_, let port) = self else { return 0 }
        return port
    }

    package var description: String {
        switch self {
        case .ip(let address, let port):
            address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The `errno` of an address that the kernel's form cannot hold: a Unix path too long or with a zero byte; else nil.
    var defect: Int32? {
        guard case .unix(let path) = self else { return nil }
        if path.utf8.contains(0) { return EINVAL }
        return path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) ? nil : ENAMETOOLONG
    }

    /// The address family as the kernel numbers it.
    var family: Int32 {
        switch self {
        case .ip(let address, _): address.isV4 ? AF_INET : AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Calls `body` with the kernel's form of the address.
    func withKernelForm<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch self {
        case .ip(let address, let port) where address.isV4:
            var form = sockaddr_in()
            form.sin_family = sa_family_t(AF_INET)
            form.sin_port = port.bigEndian
            form.sin_addr.s_addr = address.v4Bits.bigEndian
            return unsafe withUnsafePointer(to: &form) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        case .ip(let address, let port):
            var form = sockaddr_in6()
            form.sin6_family = sa_family_t(AF_INET6)
            form.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &form.sin6_addr) {
                unsafe $0.storeBytes(of: address.high.bigEndian, as: UInt64.self)
                unsafe $0.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return unsafe withUnsafePointer(to: &form) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        case .unix(let path):
            var form = sockaddr_un()
            form.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &form.sun_path) { target in
                // One byte stays zero: the path is a C string.
                for (index, byte) in path.utf8.prefix(target.count - 1).enumerated() { unsafe target[index] = byte }
            }
            return unsafe withUnsafePointer(to: &form) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }
    }

    /// Reads the kernel's form; nil for a family that is none of ours.
    init?(kernelForm storage: borrowing sockaddr_storage) {
        switch Int32(storage.ss_family) {
        case AF_INET:
            let form = unsafe withUnsafeBytes(of: storage) { unsafe $0.loadUnaligned(as: sockaddr_in.self) }
            self = .ip(IPAddress(v4: UInt32(bigEndian: form.sin_addr.s_addr)), port: UInt16(bigEndian: form.sin_port))
        case AF_INET6:
            var form = unsafe withUnsafeBytes(of: storage) { unsafe $0.loadUnaligned(as: sockaddr_in6.self) }
            let address = unsafe withUnsafeBytes(of: &form.sin6_addr) { unsafe IPAddress(bytes: $0) }
            self = .ip(address, port: UInt16(bigEndian: form.sin6_port))
        case AF_UNIX:
            self = .unix("")
        default:
            return nil
        }
    }
}
