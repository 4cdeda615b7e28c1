import Glibc
import Synchronization

/// A real HTTP server on loopback that answers each request with bytes that a test decides on, then closes.
final class LoopbackServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let script: @Sendable (String) -> String
    private let seen = Mutex<[String]>([])
    private let isStopped = Mutex(false)

    /// The heads that arrived.
    var requests: [String] { seen.withLock { $0 } }

    init(_ script: @escaping @Sendable (String) -> String) throws {
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
        Self.inThread { [weak self] in
            // Who closed it elsewhere would give its number to another server, whose clients came here then.
            defer { close(descriptor) }
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                defer { close(connection) }
                guard let self else { return }
                self.serve(connection)
            }
        }
    }

    deinit { stop() }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Ends accepting, so that the next connection is refused.
    func stop() {
        isStopped.withLock { isStopped in
            if !isStopped { shutdown(listener, Int32(SHUT_RDWR)) }
            isStopped = true
        }
    }

    private func serve(_ connection: Int32) {
        var head = ""
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while !head.contains("\r\n\r\n") {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            head += String(decoding: buffer[..<count], as: UTF8.self)
        }
        seen.withLock { $0.append(head) }
        let answer = Array(script(head).utf8)
        _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
    }

    /// An answer of 200 with a JSON document.
    static func document(_ text: String, type: String = "application/json", fields: String = "") -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\(fields)\r\n"
            + text
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs blocking work away from the threads of the tests.
    private static func inThread(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
        _ = unsafe pthread_create(
            &thread, nil,
            { context in
                if let context = unsafe context {
                    unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                }
                return nil
            }, context)
        pthread_detach(thread)
    }
}
