internal import Glibc
package import ProxyModel
internal import Synchronization

/// A real HTTP server on loopback that answers each request with bytes that a test decides on, then closes.
package final class LoopbackServer: Sendable {
    /// What to do with a request.
    package enum Answer: Sendable {
        /// Sends these bytes and closes.
        case text(String)
        /// Sends nothing until the peer goes.
        case silence
    }

    /// Decides on the answer to a request; it runs on the connection's thread.
    package typealias Script = @Sendable (LoopbackRequest) -> Answer

    private final class State: Sendable {
        let script: Mutex<Script>
        let seen = Mutex<[LoopbackRequest]>([])
        let gone = Mutex(0)

        init(_ script: @escaping Script) { self.script = Mutex(script) }
    }

    private let state: State
    private let listener: LoopbackListener

    /// The requests that arrived, in their order.
    package var requests: [LoopbackRequest] { state.seen.withLock { $0 } }
    /// How many peers went while the server kept silent.
    package var abandoned: Int { state.gone.withLock { $0 } }
    /// The port, which the kernel chose.
    package var port: UInt16 { listener.port }
    /// Scheme, address and port.
    package var origin: String { "http://127.0.0.1:\(port)" }

    /// Begins to serve; without a script it keeps silent.
    package init(_ script: @escaping Script = { _ in .silence }) throws {
        let state = State(script)
        self.state = state
        listener = try LoopbackListener { Self.serve($0, state) }
    }

    /// The address of a path.
    package func url(_ path: String) -> String { origin + path }

    /// Decides on the answers from now on.
    package func answer(_ script: @escaping Script) { state.script.withLock { $0 = script } }

    /// Ends accepting, so that the next connection is refused.
    package func stop() { listener.stop() }

    private static func serve(_ connection: Int32, _ state: State) {
        guard let request = LoopbackRequest(readFrom: connection) else { return }
        state.seen.withLock { $0.append(request) }
        switch state.script.withLock({ $0 })(request) {
        case .text(let answer):
            let bytes = Array(answer.utf8)
            _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        case .silence:
            var byte: UInt8 = 0
            if unsafe recv(connection, &byte, 1, 0) == 0 { state.gone.withLock { $0 += 1 } }
        }
    }
}

extension LoopbackServer.Answer {
    /// A document with its length; `fields` are further lines of the head, each with its end.
    package static func document(
        _ text: String, type: String = "application/json", status: Int = 200, fields: String = ""
    ) -> Self {
        .text(
            "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\nContent-Length: \(text.utf8.count)\r\n"
                + "Connection: close\r\n\(fields)\r\n" + text)
    }

    /// A JSON document.
    package static func json(_ json: JSONValue, status: Int = 200) -> Self {
        .document(json.compactText, status: status)
    }
}
