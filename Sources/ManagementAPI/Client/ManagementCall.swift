package import ProxyModel

/// One call of the management API, as its operations describe it.
package struct ManagementCall: Sendable, Equatable {
    /// One `name=value` of the query, not yet encoded.
    package struct Parameter: Sendable, Equatable {
        package let name: String
        package let value: String

        /// Makes a parameter.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package let method: String
    /// The path from the root, each segment encoded.
    package let path: String
    package var query: [Parameter]
    package var body: JSONValue?

    /// Makes a call of `/api/v1/` and the segments, which are encoded here (RFC 3986 §3.3).
    package init(_ method: String, _ segments: String..., query: [Parameter] = [], body: JSONValue? = nil) {
        self.method = method
        path = "/api/v1/" + segments.map { PercentEncoding.encodeSegment($0) }.joined(separator: "/")
        self.query = query
        self.body = body
    }

    /// Makes a call of a path outside of the prefix.
    package init(_ method: String, path: String) {
        self.method = method
        self.path = path
        query = []
    }

    /// Path and query as they go into the request line.
    package var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { PercentEncoding.encodeSegment($0.name) + "=" + PercentEncoding.encodeSegment($0.value) }
        return path + "?" + pairs.joined(separator: "&")
    }
}
