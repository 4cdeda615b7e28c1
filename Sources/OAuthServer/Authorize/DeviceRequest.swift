/// The request of a device that waits for a user (RFC 8628 §3.3).
package struct DeviceRequest: Sendable, Equatable {
    /// As the device shows it.
    package var userCode: String
    /// The client that waits for the answer.
    package var clientID: String
    /// What it asks for.
    package var scopes: [String]
    /// The canonical addresses of the resources; at least one.
    package var resources: [String]

    /// Makes a request.
    package init(userCode: String, clientID: String, scopes: [String], resources: [String]) {
        self.userCode = userCode
        self.clientID = clientID
        self.scopes = scopes
        self.resources = resources
    }
}
