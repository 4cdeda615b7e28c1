internal import ProxyModel

/// Why a call has no result; `description` is for the person who made it.
package enum ManagementFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// No answer came: the address and what happened.
    case unreachable(String, reason: String)
    /// The server refused: the status and what its problem document tells (RFC 9457).
    case refused(status: Int, title: String, detail: String, issues: [Issue], instance: String?)

    /// One wrong value of the request.
    package struct Issue: Sendable, Equatable {
        /// JSON Pointer into the request's body.
        package let pointer: String
        package let detail: String
    }

    package var description: String {
        switch self {
        case .unreachable(let address, let reason): return "\(address) does not answer (\(reason)); is proxyd running?"
        case .refused(let status, let title, let detail, let issues, let instance):
            var lines = [title.isEmpty ? "status \(status)" : "\(title) (\(status))"]
            let isRepeated = issues.count == 1 && issues.allSatisfy { detail.contains($0.detail) }
            if !detail.isEmpty { lines.append("  " + detail) }
            if !isRepeated { lines += issues.map { "  \($0.pointer.isEmpty ? "/" : $0.pointer): \($0.detail)" } }
            if let instance { lines.append("  request \(instance)") }
            return lines.joined(separator: "\n")
        }
    }

    /// Reads a problem document; any other body is shown as it is, as far as it is short.
    init(status: Int, body: [UInt8]) {
        guard let json = try? JSONValue(parsing: body), json.objectValue != nil else {
            let text = String(decoding: body.prefix(500), as: UTF8.self)
            self = .refused(status: status, title: "", detail: text, issues: [], instance: nil)
            return
        }
        let issues = json["errors"]?.arrayValue ?? []
        self = .refused(
            status: status, title: json["title"]?.stringValue ?? "", detail: json["detail"]?.stringValue ?? "",
            issues: issues.map {
                Issue(pointer: $0["pointer"]?.stringValue ?? "", detail: $0["detail"]?.stringValue ?? "")
            },
            instance: json["instance"]?.stringValue)
    }
}
