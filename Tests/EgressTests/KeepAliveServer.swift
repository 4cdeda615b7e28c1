import Glibc
import Synchronization
import TestSupport

/// A server on loopback that answers every request with an empty 200 and keeps its connections open.
final class KeepAliveServer: Sendable {
    private final class Counts: Sendable {
        let connections = Mutex(0)
        let requests = Mutex(0)
    }

    private let listener: LoopbackListener
    private let counts: Counts

    var port: UInt16 { listener.port }
    /// How many connections were made.
    var connectionCount: Int { counts.connections.withLock { $0 } }
    /// How many requests arrived.
    var requestCount: Int { counts.requests.withLock { $0 } }

    init() throws {
        let counts = Counts()
        self.counts = counts
        listener = try LoopbackListener { connection in
            counts.connections.withLock { $0 += 1 }
            Self.serve(connection, counts)
        }
    }

    /// Ends accepting; connections end with their peers.
    func stop() { listener.stop() }

    private static func serve(_ connection: Int32, _ counts: Counts) {
        var head = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            head += String(decoding: buffer[..<count], as: UTF8.self)
            guard head.hasSuffix("\r\n\r\n") else { continue }
            head = ""
            counts.requests.withLock { $0 += 1 }
            let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
            _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
        }
    }
}
