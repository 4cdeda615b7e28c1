internal import ProxyModel

/// Why a call has no result; `description` is for the person who made it.
package enum ManagementFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// No answer came: the address and what happened.
    case unreachable(String, reason: String)
    /// The server refused: the status and what its problem document tells (RFC 9457).
    case refused(Refusal)

    /// What a problem document tells.
    package struct Refusal: Sendable, Equatable {
        /// The status code of the answer.
        package var status: Int
        /// The kind of problem; empty when the answer names none.
        package var title = ""
        /// What is wrong in this case; may be empty.
        package var detail = ""
        /// The values that were refused, each with its reason.
        package var issues: [Issue] = []
        /// What the operation has added, each as `name: value`.
        package var members: [String] = []
        /// The request's id, by which the log is searched.
        package var instance: String?
    }

    /// One wrong value of the request.
    package struct Issue: Sendable, Equatable {
        /// JSON Pointer into the request's body.
        package let pointer: String
        /// Why it was refused.
        package let detail: String
    }

    package var description: String {
        switch self {
        case .unreachable(let address, let reason): return "\(address) does not answer (\(reason)); is proxyd running?"
        case .refused(let refusal):
            var lines = [refusal.title.isEmpty ? "status \(refusal.status)" : "\(refusal.title) (\(refusal.status))"]
            let issues = refusal.issues
            let isRepeated = issues.contains { refusal.detail.contains($0.detail) }
            if !refusal.detail.isEmpty, !isRepeated { lines.append("  " + refusal.detail) }
            lines += issues.map { "  \($0.pointer.isEmpty ? "/" : $0.pointer): \($0.detail)" }
            lines += refusal.members.map { "  " + $0 }
            if let instance = refusal.instance { lines.append("  request \(instance)") }
            return lines.joined(separator: "\n")
        }
    }

    /// Reads a problem document; any other body is shown as it is, as far as it is short.
    init(status: Int, body: [UInt8]) {
        var refusal = Refusal(status: status)
        guard let json = try? JSONValue(parsing: body), let object = json.objectValue else {
            refusal.detail = String(decoding: body.prefix(500), as: UTF8.self)
            self = .refused(refusal)
            return
        }
        refusal.title = json["title"]?.stringValue ?? ""
        refusal.detail = json["detail"]?.stringValue ?? ""
        refusal.instance = json["instance"]?.stringValue
        refusal.issues = (json["errors"]?.arrayValue ?? []).map {
            Issue(pointer: $0["pointer"]?.stringValue ?? "", detail: $0["detail"]?.stringValue ?? "")
        }
        let known = ["type", "title", "status", "detail", "instance", "errors"]
        refusal.members = object.members.filter { !known.contains($0.name) }.map {
            "\($0.name): \($0.value.compactText)"
        }
        self = .refused(refusal)
    }
}
