/// A refusal as the management API tells it (RFC 9457).
///
/// Nothing internal goes in: no path of a file, no text of an unexpected error.
package struct Problem: Error, Sendable, Equatable {
    /// Which problem it is; says status, title and address.
    package var kind: ProblemKind
    /// What is wrong with this request, one or two sentences.
    package var detail: String
    /// The values that are wrong, with JSON Pointers into the request's body.
    package var issues: [SchemaIssue]
    /// More members, named by the operation.
    package var members: JSONObject
    /// Seconds; becomes `Retry-After`.
    package var retryAfter: Int?

    /// Makes a problem.
    package init(
        _ kind: ProblemKind, _ detail: String, issues: [SchemaIssue] = [], members: JSONObject = JSONObject(),
        retryAfter: Int? = nil
    ) {
        self.kind = kind
        self.detail = detail
        self.issues = issues
        self.members = members
        self.retryAfter = retryAfter
    }

    /// Makes the problem of a body that does not fit its schema.
    package init(_ problem: SchemaProblem) {
        let count = problem.issues.count
        let first = problem.issues.first.map { ($0.pointer.isEmpty ? "the body" : $0.pointer) + ": " + $0.detail } ?? ""
        self.init(
            .invalidContent, count == 1 ? first : "\(count) values are not valid; the first: \(first)",
            issues: problem.issues)
    }

    /// The document; `instance` is the request's id.
    package func json(instance: String) -> JSONValue {
        var object = JSONObject()
        object.append("type", .string("/problems/" + kind.rawValue))
        object.append("title", .string(kind.title))
        object.append("status", .integer(Int64(kind.status)))
        object.append("detail", .string(detail))
        object.append("instance", .string(instance))
        if !issues.isEmpty {
            object.append(
                "errors",
                .array(issues.map { ["pointer": .string($0.pointer), "detail": .string($0.detail)] }))
        }
        for member in members.members where object[member.name] == nil { object.append(member.name, member.value) }
        return .object(object)
    }
}
