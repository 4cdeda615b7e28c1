import Glibc
import Reactor

/// Two connected, non-blocking stream sockets; closed by whoever gets them.
enum Pair {
    static func make() throws -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemError("socketpair", errno) }
        return (ends[0], ends[1])
    }

    /// Whether the other end was closed.
    static func hasEnded(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        return unsafe Socket.read(descriptor, &byte, 1) == .end
    }

    /// Whether a descriptor is open.
    static func isOpen(_ descriptor: Int32) -> Bool { fcntl(descriptor, F_GETFD) >= 0 }
}

extension Socket {
    /// Writes a text; the result of the one attempt.
    @discardableResult static func write(_ descriptor: Int32, _ text: String) -> IOResult {
        let bytes = Array(text.utf8)
        return unsafe write(descriptor, bytes, bytes.count)
    }

    /// Reads once; nil unless there were bytes.
    static func readText(_ descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        guard case .bytes(let count) = unsafe read(descriptor, &buffer, buffer.count) else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
