internal import ProxyModel

/// What a token endpoint gives a device (RFC 6749 §5.1).
struct DeviceTokens: Sendable, Equatable {
    let accessToken: String
    let refreshToken: String?
    /// Seconds; a server that does not say so is asked again every five minutes.
    let expiresIn: Int64

    /// Reads an answer; nil when it is none of a bearer token.
    init?(_ answer: ProbeAnswer) {
        guard answer.status == 200, let object = answer.object, let token = object["access_token"]?.stringValue,
            !token.isEmpty, object["token_type"]?.stringValue?.lowercased() == "bearer"
        else { return nil }
        accessToken = token
        refreshToken = object["refresh_token"]?.stringValue
        expiresIn = min(max(object["expires_in"]?.integerValue ?? 300, 0), 365 * 86_400)
    }
}
