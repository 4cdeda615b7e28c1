package import ProxyModel

/// What a device keeps of a sign-in.
package struct KeptSignIn: Sendable, Equatable, CustomStringConvertible {
    /// The address that was typed.
    package var address: String
    /// What the tokens are for; nil when the authorization server itself was named.
    package var resource: String?
    /// The authorization server that issued the tokens.
    package var issuer: String
    /// The client that they were issued to.
    package var client: DeviceClient
    /// Where tokens are renewed.
    package var tokenEndpoint: String
    /// Where they are ended; nil when the server cannot end any.
    package var revocationEndpoint: String?
    /// A bearer token; never shown but on request.
    package var accessToken: String
    /// Milliseconds since 1970.
    package var expiresAt: Int64
    /// Gets the next access token; nil when the server gave none.
    package var refreshToken: String?
    /// Authorities (PEM) that the server is certified by, besides the system's.
    package var caFile: String?

    package var description: String { "a sign-in at \(issuer)" }

    /// Whether it is the sign-in for an address: as it was typed, or the resource that it belongs to.
    package func isFor(_ address: String) -> Bool {
        guard let wanted = ResourceURI(address) else { return false }
        return [self.address, resource ?? issuer].contains { ResourceURI($0) == wanted }
    }

    /// The form in which it is kept.
    package var json: JSONObject {
        var object: JSONObject = [
            "v": 1, "address": .string(address), "issuer": .string(issuer), "client_id": .string(client.id),
            "token_endpoint": .string(tokenEndpoint), "access_token": .string(accessToken),
            "expires_at": .integer(expiresAt),
        ]
        let others = [
            ("resource", resource), ("registration_client_uri", client.registrationURI),
            ("registration_access_token", client.registrationToken), ("revocation_endpoint", revocationEndpoint),
            ("refresh_token", refreshToken), ("ca_file", caFile),
        ]
        for case (let name, let text?) in others { object.append(name, .string(text)) }
        return object
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(json: JSONObject) {
        guard json["v"]?.integerValue == 1, let address = json["address"]?.stringValue,
            let issuer = json["issuer"]?.stringValue, let client = json["client_id"]?.stringValue,
            let tokenEndpoint = json["token_endpoint"]?.stringValue,
            let accessToken = json["access_token"]?.stringValue, let expiresAt = json["expires_at"]?.integerValue
        else { return nil }
        self.address = address
        self.resource = json["resource"]?.stringValue
        self.issuer = issuer
        self.client = DeviceClient(
            id: client, registrationURI: json["registration_client_uri"]?.stringValue,
            registrationToken: json["registration_access_token"]?.stringValue)
        self.tokenEndpoint = tokenEndpoint
        self.revocationEndpoint = json["revocation_endpoint"]?.stringValue
        self.accessToken = accessToken
        self.expiresAt = expiresAt
        self.refreshToken = json["refresh_token"]?.stringValue
        self.caFile = json["ca_file"]?.stringValue
    }

    init(address: String, server: DiscoveredServer, client: DeviceClient, tokens: DeviceTokens, now: Int64) {
        self.address = address
        self.resource = server.resource
        self.issuer = server.issuer
        self.client = client
        self.tokenEndpoint = server.tokenEndpoint
        self.revocationEndpoint = server.revocationEndpoint
        self.accessToken = tokens.accessToken
        self.expiresAt = now + tokens.expiresIn * 1_000
        self.refreshToken = tokens.refreshToken
    }
}
