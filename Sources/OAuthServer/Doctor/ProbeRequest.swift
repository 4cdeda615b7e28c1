/// A request that a client would send.
package struct ProbeRequest: Sendable, Equatable {
    /// The method of the request line.
    package var method: String
    /// The absolute address.
    package var url: String
    /// The fields in their order.
    package var headers: [(name: String, value: String)]
    /// nil = no content.
    package var body: [UInt8]?
    /// Whether only the authorities count that everybody trusts, as for servers elsewhere.
    package var trustsPublicAuthoritiesOnly = false

    init(_ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: String? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body.map { Array($0.utf8) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.method == right.method && left.url == right.url && left.body == right.body
            && left.headers.elementsEqual(right.headers, by: ==)
    }
}
