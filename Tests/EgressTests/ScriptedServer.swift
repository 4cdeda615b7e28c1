import Glibc
import Synchronization

/// A server on loopback that answers each request with bytes that a test decides on.
final class ScriptedServer: Sendable {
    /// What to do with a request: answer with bytes and close, or keep silent until the peer goes.
    enum Answer: Sendable {
        case bytes(String)
        case silence
    }

    let port: UInt16
    private let listener: Int32
    private let script: @Sendable (String) -> Answer
    private let seen = Mutex<[String]>([])
    private let gone = Mutex(0)

    /// The requests that arrived, heads and bodies.
    var requests: [String] { seen.withLock { $0 } }
    /// Connections that the peer closed while the server kept silent.
    var abandoned: Int { gone.withLock { $0 } }

    init(script: @escaping @Sendable (String) -> Answer) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.script = script
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = unsafe bind(descriptor, pointer, length)
                _ = listen(descriptor, 64)
                _ = unsafe getsockname(descriptor, pointer, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        inThread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, let self else { return }
                inThread { self.serve(connection) }
            }
        }
    }

    /// Ends accepting; what is served goes on to its end.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        guard let request = readRequest(connection) else { return }
        seen.withLock { $0.append(request) }
        switch script(request) {
        case .bytes(let answer):
            let bytes = Array(answer.utf8)
            _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        case .silence:
            var byte: UInt8 = 0
            if unsafe recv(connection, &byte, 1, 0) == 0 { gone.withLock { $0 += 1 } }
        }
    }

    private func readRequest(_ connection: Int32) -> String? {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let head = text.firstRange(of: "\r\n\r\n") {
                let length = text.lowercased().firstRange(of: "content-length: ").flatMap { range in
                    Int(text[range.upperBound...].prefix { $0.isNumber })
                }
                if text[head.upperBound...].utf8.count >= length ?? 0 { return text }
            }
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs blocking work on a thread of its own, away from the threads of the tests.
func inThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    _ = unsafe pthread_create(
        &thread, nil,
        { context in
            if let context = unsafe context { unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        }, context)
    pthread_detach(thread)
}
