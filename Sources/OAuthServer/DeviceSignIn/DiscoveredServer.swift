internal import ProxyModel

/// An authorization server by its metadata (RFC 8414 §2), and the resource that it was found for.
package struct DiscoveredServer: Sendable, Equatable {
    /// As the metadata name it, checked against where they were found.
    package let issuer: String
    /// What tokens are asked for (RFC 8707 §2); nil when the server itself was named.
    package let resource: String?
    let tokenEndpoint: String
    let deviceAuthorizationEndpoint: String
    let registrationEndpoint: String?
    let revocationEndpoint: String?

    /// Reads metadata that were found for an issuer.
    ///
    /// Throws `DeviceSignInFailure` when they are another issuer's, offer no sign-in for devices, or would send secrets
    /// over the network unencrypted.
    init(_ metadata: JSONObject, issuer: String, resource: String?) throws(DeviceSignInFailure) {
        let named = metadata["issuer"]?.stringValue ?? ""
        guard named == issuer else {
            throw .refused("the metadata of \(issuer) are those of another issuer, '\(DisplayText.line(named))'")
        }
        guard let token = try Self.endpoint("token_endpoint", metadata) else {
            throw .refused("\(issuer) announces no token endpoint")
        }
        guard let device = try Self.endpoint("device_authorization_endpoint", metadata) else {
            throw .refused("\(issuer) does not let devices sign in: it announces no device_authorization_endpoint")
        }
        self.issuer = issuer
        self.resource = resource
        tokenEndpoint = token
        deviceAuthorizationEndpoint = device
        registrationEndpoint = try Self.endpoint("registration_endpoint", metadata)
        revocationEndpoint = try Self.endpoint("revocation_endpoint", metadata)
    }

    private static func endpoint(_ name: String, _ metadata: JSONObject) throws(DeviceSignInFailure) -> String? {
        guard let url = metadata[name]?.stringValue else { return nil }
        guard let address = DoctorTarget(url), address.isEncrypted || address.isLoopback else {
            throw .refused("\(name) is '\(DisplayText.line(url))', which is not an https address")
        }
        return url
    }
}
