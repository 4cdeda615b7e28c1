import Glibc
import Synchronization

/// A server on loopback that answers every request with an empty 200 and keeps its connections open.
final class KeepAliveServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let connections = Mutex<[Int32]>([])
    private let requests = Mutex(0)

    /// How many connections were made.
    var connectionCount: Int { connections.withLock { $0.count } }
    /// How many requests arrived.
    var requestCount: Int { requests.withLock { $0 } }

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe bind(descriptor, name, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, name, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        port = UInt16(bigEndian: address.sin_port)
        inThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                connections.withLock { $0.append(connection) }
                inThread { [self] in serve(connection) }
            }
        }
    }

    struct Failure: Error {}

    /// Closes everything.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for connection in connections.withLock({ $0 }) { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    private func serve(_ connection: Int32) {
        var head = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            head += String(decoding: buffer[..<count], as: UTF8.self)
            guard head.hasSuffix("\r\n\r\n") else { continue }
            head = ""
            requests.withLock { $0 += 1 }
            let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
            _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
        }
        close(connection)
    }
}
