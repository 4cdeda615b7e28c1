internal import ProxyModel

/// What a user allowed a client once.
package struct Consent: Sendable, Equatable {
    /// The user, by the claim `sub`.
    package var subject: String
    /// The client that was allowed.
    package var clientID: String
    /// As the client called itself then: a stranger's text.
    package var clientName: String?
    /// Names the addresses that the client may be answered at: with others it is another one.
    package var redirectSet: String
    /// The canonical addresses that it may use, sorted.
    package var resources: [String]
    /// What it may do there, sorted.
    package var scopes: [String]
    /// Milliseconds since 1970.
    package var givenAt: Int64

    /// Makes a consent to a request.
    package init(_ request: AuthorizationRequest, client: OAuthClient, subject: String, givenAt: Int64) {
        self.subject = subject
        clientID = client.id
        clientName = client.name
        redirectSet = SecretDigest.hexadecimal(Set(client.redirectURIs).sorted().joined(separator: "\n"))
        resources = request.resources.sorted()
        scopes = request.scopes.sorted()
        self.givenAt = givenAt
    }

    /// Names it in the store: what has to be the same for it to count; the scopes are compared.
    var id: String {
        SecretDigest.hexadecimal(([subject, clientID, redirectSet] + resources).joined(separator: "\n"))
    }

    /// What the store keeps.
    var bytes: [UInt8] {
        var object: JSONObject = [
            "v": 1, "subject": .string(subject), "client_id": .string(clientID), "redirects": .string(redirectSet),
            "resources": .array(resources.map { .string($0) }), "scopes": .array(scopes.map { .string($0) }),
            "given_at": .integer(givenAt),
        ]
        if let clientName { object.append("client_name", .string(clientName)) }
        return JSONValue.object(object).compactBytes
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), value["v"]?.integerValue == 1,
            let subject = value["subject"]?.stringValue, let clientID = value["client_id"]?.stringValue,
            let redirectSet = value["redirects"]?.stringValue, let resources = value["resources"]?.arrayValue,
            let scopes = value["scopes"]?.arrayValue, let givenAt = value["given_at"]?.integerValue
        else { return nil }
        self.subject = subject
        self.clientID = clientID
        clientName = value["client_name"]?.stringValue
        self.redirectSet = redirectSet
        self.resources = resources.compactMap(\.stringValue)
        self.scopes = scopes.compactMap(\.stringValue)
        self.givenAt = givenAt
    }
}
