package import ProxyModel

/// One call of an operation.
package struct ManagementCall: Sendable {
    /// One `name=value` of the query, not yet encoded.
    package struct Parameter: Sendable, Equatable {
        /// The name of a declared parameter.
        package let name: String
        /// Its value as text.
        package let value: String

        /// Makes a parameter.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// As it goes into the request line.
    package let method: String
    /// What the answer is.
    package let content: OperationAnswer.Content
    /// The path from the root, with its parameters filled in.
    package let path: String
    /// In the order in which they are sent.
    package var query: [Parameter]
    /// Sent as JSON; nil = no content.
    package var body: JSONValue?

    /// Makes the call of an operation by its id, with the values of its path's parameters in their order.
    ///
    /// The caller guarantees that there is such an operation and that its path has as many parameters.
    package init(_ id: String, _ values: String..., query: [Parameter] = [], body: JSONValue? = nil) {
        guard let operation = Operation.all.first(where: { $0.id == id }) else {
            // INVARIANT: ids are literals of the commands, each covered by a test; no peer names one.
            preconditionFailure("there is no operation \(id)")
        }
        var rest = values[...]
        let segments = operation.path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard segment.hasPrefix("{") else { return String(segment) }
            return PercentEncoding.encode(rest.popFirst() ?? "")
        }
        method = operation.method.rawValue
        content = operation.answer.content
        path = segments.joined(separator: "/")
        self.query = query
        self.body = body
    }

    /// Path and query as they go into the request line.
    package var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        return path + "?" + pairs.joined(separator: "&")
    }
}
