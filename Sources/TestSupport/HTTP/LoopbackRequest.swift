internal import Glibc

/// A request as it arrived at a `LoopbackServer`.
package struct LoopbackRequest: Sendable {
    /// Request line and fields, without the empty line.
    package let head: String
    /// What followed the head, as much as `Content-Length` says.
    package let body: String

    /// The whole text.
    package var text: String { head + "\r\n\r\n" + body }
    /// The method of the request line.
    package var method: String { part(0) }
    /// Path and query, as they stand in the request line.
    package var target: String { part(1) }
    /// The target up to a `?`.
    package var path: String { String(target.prefix { $0 != "?" }) }
    /// What follows the `?` of the target; empty without one.
    package var query: String { String(target.drop { $0 != "?" }.dropFirst()) }

    /// The value of a field; nil when there is none.
    package func field(_ name: String) -> String? {
        head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    private func part(_ index: Int) -> String {
        let parts = head.prefix { $0 != "\r\n" }.split(separator: " ")
        return parts.indices.contains(index) ? String(parts[index]) : ""
    }

    /// Reads one request; nil when the peer goes before its end.
    init?(readFrom connection: Int32) {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = text.firstRange(of: "\r\n\r\n") {
                let length = text.lowercased().firstRange(of: "content-length: ").flatMap { range in
                    Int(text[range.upperBound...].prefix { $0.isNumber })
                }
                let rest = text[end.upperBound...]
                if rest.utf8.count >= length ?? 0 {
                    head = String(text[..<end.lowerBound])
                    body = String(rest)
                    return
                }
            }
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
