internal import ProxyModel

/// The request of a device, from its first call to the end of its codes (RFC 8628 §3).
struct DeviceAuthorization: Sendable, Equatable {
    /// Where it stands.
    enum Decision: Sendable, Equatable {
        case pending
        case denied
        case approved(AuthorizedGrant)
    }

    var request: DeviceRequest
    var issuer: String
    /// Milliseconds since 1970.
    var expiresAt: Int64
    /// How long the device has to wait between two questions, in milliseconds.
    var interval: Int64 = 5_000
    /// When the device asked last, milliseconds since 1970; 0 = never.
    var lastAskedAt: Int64 = 0
    var decision = Decision.pending

    /// What a question of the device leads to (§3.5).
    enum Answer: Equatable {
        case expired, pending, slowDown, denied
        case approved(AuthorizedGrant)
    }

    /// Notes a question and answers it; one that comes too early makes the interval 5 seconds longer.
    mutating func ask(at now: Int64) -> Answer {
        guard now < expiresAt else { return .expired }
        switch decision {
        case .denied: return .denied
        case .approved(let grant): return .approved(grant)
        case .pending:
            let isEarly = now - lastAskedAt < interval
            lastAskedAt = now
            guard isEarly else { return .pending }
            interval += 5_000
            return .slowDown
        }
    }

    /// The value in the store.
    var bytes: [UInt8] {
        var object: JSONObject = [
            "v": 1, "user_code": .string(request.userCode), "client": .string(request.clientID),
            "scopes": .array(request.scopes.map { .string($0) }),
            "resources": .array(request.resources.map { .string($0) }), "issuer": .string(issuer),
            "expires": .integer(expiresAt), "interval": .integer(interval), "asked": .integer(lastAskedAt),
        ]
        switch decision {
        case .pending: break
        case .denied: object.append("denied", true)
        case .approved(let grant): object.append("grant", grant.json)
        }
        return JSONValue.object(object).compactBytes
    }

    init(_ request: DeviceRequest, issuer: String, expiresAt: Int64) {
        self.request = request
        self.issuer = issuer
        self.expiresAt = expiresAt
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(json: JSONValue) {
        guard let userCode = json["user_code"]?.stringValue, let client = json["client"]?.stringValue,
            let scopes = json["scopes"]?.arrayValue, let resources = json["resources"]?.arrayValue,
            let issuer = json["issuer"]?.stringValue, let expires = json["expires"]?.integerValue,
            let interval = json["interval"]?.integerValue, let asked = json["asked"]?.integerValue
        else { return nil }
        self.init(
            DeviceRequest(
                userCode: userCode, clientID: client, scopes: scopes.compactMap(\.stringValue),
                resources: resources.compactMap(\.stringValue)), issuer: issuer, expiresAt: expires)
        self.interval = interval
        lastAskedAt = asked
        if json["denied"] == true {
            decision = .denied
        } else if let value = json["grant"] {
            guard let grant = AuthorizedGrant(json: value) else { return nil }
            decision = .approved(grant)
        }
    }
}
