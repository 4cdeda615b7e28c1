internal import ProxyModel

/// Counts what one network does, so that nobody floods an endpoint that anybody may call.
///
/// The limits are generous: hosted clients send the requests of all their users from a few addresses.
struct AddressThrottle: Sendable {
    let environment: OAuthEnvironment
    /// Names the counter.
    let name: String
    let limit: Int
    /// Milliseconds.
    let window: Int64

    /// Counts a request; throws `temporarily_unavailable` with 429 when there were too many.
    ///
    /// Without the store nothing is counted: the limit protects the store, not a secret.
    func count(_ request: OAuthRequest) async throws(OAuthError) {
        let key = VolatileKey(
            .throttle, SecretDigest.hexadecimal(name + "\n" + Self.network(request.local.clientAddress)))
        guard let state = try? await environment.store.count(key, window: window), state.count > limit else { return }
        throw OAuthError(
            .temporarilyUnavailable, "too many requests from this network; try again later", status: 429,
            retryAfter: Int(max(state.remaining, 1_000) / 1_000))
    }

    /// An IPv4 address, or the /64 that one IPv6 customer has at least.
    static func network(_ address: String) -> String {
        guard address.contains(":") else { return address }
        return AddressBlock(address + "/64")?.description ?? address
    }
}
