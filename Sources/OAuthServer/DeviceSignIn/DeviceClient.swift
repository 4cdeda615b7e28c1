/// A public client as which a device signs in (RFC 6749 §2.1).
package struct DeviceClient: Sendable, Equatable {
    /// The client identifier.
    package let id: String
    /// Where the registration can be ended, and the token for it (RFC 7592 §3); nil for a client that an operator made.
    package let registrationURI: String?
    /// A bearer token; never shown.
    package let registrationToken: String?

    /// Makes a client.
    package init(id: String, registrationURI: String? = nil, registrationToken: String? = nil) {
        self.id = id
        self.registrationURI = registrationURI
        self.registrationToken = registrationToken
    }
}
