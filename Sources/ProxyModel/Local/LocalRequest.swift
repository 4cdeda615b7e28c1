/// A request for one of the process's own services, complete and bounded, with what only the data plane knows of it.
package struct LocalRequest: Sendable, Equatable {
    /// As received, upper-case by convention.
    package var method: String
    /// Path and query in origin form.
    package var target: String
    /// The canonical authority that the request was routed by.
    package var authority: String
    /// `http` or `https`.
    package var scheme: String
    /// In the order received; connection-level fields are gone.
    package var headers: [(name: String, value: String)]
    /// The whole body; its size was bounded while it was read.
    package var body: [UInt8]
    /// The address of the client as the trusted hops tell it, without port.
    package var clientAddress: String
    /// The exchange's id, as the log and the answer name it.
    package var requestID: String
    /// Whether the client speaks TLS with this node itself.
    package var isTLS: Bool
    /// Whether it came through the management listener and not on a public one.
    package var viaManagementListener: Bool

    /// Makes a request.
    package init(
        method: String, target: String, authority: String, scheme: String, headers: [(name: String, value: String)],
        body: [UInt8], clientAddress: String, requestID: String, isTLS: Bool, viaManagementListener: Bool
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.scheme = scheme
        self.headers = headers
        self.body = body
        self.clientAddress = clientAddress
        self.requestID = requestID
        self.isTLS = isTLS
        self.viaManagementListener = viaManagementListener
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.method == right.method && left.target == right.target && left.authority == right.authority
            && left.scheme == right.scheme && left.headers.elementsEqual(right.headers, by: ==)
            && left.body == right.body && left.clientAddress == right.clientAddress
            && left.requestID == right.requestID && left.isTLS == right.isTLS
            && left.viaManagementListener == right.viaManagementListener
    }
}
