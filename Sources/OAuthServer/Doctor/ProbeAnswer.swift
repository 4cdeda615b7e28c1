internal import ProxyModel

/// What came back.
package struct ProbeAnswer: Sendable {
    /// The status code.
    package let status: Int
    /// The fields in their order.
    package let headers: [(name: String, value: String)]
    /// The content.
    package let body: [UInt8]

    /// Makes an answer.
    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first field of a name in lower case.
    subscript(name: String) -> String? { all(name).first }

    /// The values of every field of a name in lower case.
    func all(_ name: String) -> [String] { headers.filter { $0.name.lowercased() == name }.map(\.value) }

    /// The body as a JSON object; nil when it is none, or is not called JSON.
    var object: JSONObject? {
        guard let type = self["content-type"]?.lowercased(), type.contains("json") else { return nil }
        return (try? JSONValue(parsing: body))?.objectValue
    }

    var isRedirect: Bool { (300..<400).contains(status) && status != 304 }

    /// Whether a program in a browser may read it, without credentials.
    var isReadableEverywhere: Bool { self["access-control-allow-origin"] == "*" }
}
