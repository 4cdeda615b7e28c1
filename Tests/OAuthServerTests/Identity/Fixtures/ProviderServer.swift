import Glibc
import ProxyModel
import Synchronization

@testable import OAuthServer

/// A real HTTP server on loopback that plays an identity provider.
final class ProviderServer: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var query: OAuthParameters
        var form: OAuthParameters
        var head: String

        /// The value of a field; nil when there is none.
        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    enum Answer: Sendable {
        case json(JSONValue, status: Int = 200)
        case text(String)
        /// Nothing, until the peer goes.
        case silence
    }

    typealias Script = @Sendable (Request) -> Answer

    let port: UInt16
    private let listener: Int32
    private let script = Mutex<Script>({ _ in .silence })
    private let seen = Mutex<[Request]>([])

    var origin: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { seen.withLock { $0 } }

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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
            // Only this thread closes the descriptor: its number could be another server's by the next accept.
            defer { close(descriptor) }
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                guard let self else {
                    close(connection)
                    return
                }
                Self.inThread { self.serve(connection) }
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Decides on the answers from now on.
    func answer(_ script: @escaping Script) { self.script.withLock { $0 = script } }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        guard let request = Self.read(connection) else { return }
        seen.withLock { $0.append(request) }
        let text: String
        switch script.withLock({ $0 })(request) {
        case .json(let json, let status):
            let body = json.compactText
            text =
                "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Connection: close\r\n\r\n" + body
        case .text(let answer): text = answer
        case .silence:
            var byte: UInt8 = 0
            _ = unsafe recv(connection, &byte, 1, 0)
            return
        }
        let bytes = Array(text.utf8)
        _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private static func read(_ connection: Int32) -> Request? {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = text.firstRange(of: "\r\n\r\n") {
                let length = text.lowercased().firstRange(of: "content-length: ").flatMap { range in
                    Int(text[range.upperBound...].prefix { $0.isNumber })
                }
                if text[end.upperBound...].utf8.count >= length ?? 0 {
                    return parse(String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
                }
            }
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    private static func parse(_ head: String, body: String) -> Request? {
        let line = head.prefix { $0 != "\r\n" }.split(separator: " ")
        guard line.count == 3 else { return nil }
        let target = line[1].split(separator: "?", maxSplits: 1)
        return Request(
            method: String(line[0]), path: String(target[0]),
            query: OAuthParameters(encoded: target.count > 1 ? Array(target[1].utf8) : []) ?? OAuthParameters(),
            form: OAuthParameters(encoded: Array(body.utf8)) ?? OAuthParameters(), head: head)
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
