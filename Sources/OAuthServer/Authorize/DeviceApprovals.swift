/// The requests of devices that wait for a user's decision (RFC 8628 §3.3).
package protocol DeviceApprovals: Sendable {
    /// The request of a user code as it was typed, in whatever case and with or without its hyphen; nil when there is
    /// none that waits.
    func request(userCode: String, issuer: String) async throws(OAuthError) -> DeviceRequest?

    /// Lets the device have what was authorized, or, with nil, tells it that the user refused; false when the request
    /// ended or was decided meanwhile.
    func decide(userCode: String, grant: AuthorizedGrant?, issuer: String) async throws(OAuthError) -> Bool
}
