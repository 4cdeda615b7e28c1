internal import ProxyModel

/// An authorization that is in force, with its family of refresh tokens: at any time one of them is the current one.
package struct StoredGrant: Sendable, Equatable {
    /// A refresh token that was exchanged for a newer one.
    struct Retired: Sendable, Equatable {
        var digest: String
        /// Milliseconds since 1970.
        var time: Int64
    }

    /// What was authorized.
    package var grant: AuthorizedGrant
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// When a token was issued last, milliseconds since 1970.
    package var lastUsedAt: Int64
    /// Where the last request came from.
    package var clientAddress: String
    /// SHA-256 of the current refresh token; nil when the client has none.
    var current: String?
    /// The current refresh token, sealed, base64url: who comes again with a token just retired gets it once more.
    var sealedCurrent: String?
    /// The tokens that were retired within the reuse window, newest first.
    var retired: [Retired] = []

    /// More rotations than this within one window are no client's.
    private static let longestHistory = 64

    init(_ grant: AuthorizedGrant, at now: Int64, from address: String) {
        self.grant = grant
        createdAt = now
        lastUsedAt = now
        clientAddress = address
    }

    /// Notes a use.
    mutating func touch(at now: Int64, from address: String) {
        lastUsedAt = max(lastUsedAt, now)
        clientAddress = address
    }

    /// Makes another refresh token the current one.
    mutating func rotate(to digest: String, sealed: String, at now: Int64, window: Int64) {
        if let current { retired.insert(Retired(digest: current, time: now), at: 0) }
        retired = Array(retired.filter { now - $0.time < window }.prefix(Self.longestHistory))
        current = digest
        sealedCurrent = sealed
    }

    /// The value in the store.
    var bytes: [UInt8] {
        var object: JSONObject = [
            "v": 1, "grant": grant.json, "created": .integer(createdAt), "used": .integer(lastUsedAt),
            "address": .string(clientAddress),
        ]
        if let current { object.append("current", .string(current)) }
        if let sealedCurrent { object.append("sealed", .string(sealedCurrent)) }
        let list: [JSONValue] = retired.map { ["digest": .string($0.digest), "time": .integer($0.time)] }
        object.append("retired", .array(list))
        return JSONValue.object(object).compactBytes
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(json: JSONValue) {
        guard let grant = json["grant"].flatMap(AuthorizedGrant.init(json:)),
            let created = json["created"]?.integerValue,
            let used = json["used"]?.integerValue, let address = json["address"]?.stringValue,
            let list = json["retired"]?.arrayValue
        else { return nil }
        self.init(grant, at: created, from: address)
        lastUsedAt = used
        current = json["current"]?.stringValue
        sealedCurrent = json["sealed"]?.stringValue
        retired = list.compactMap { entry in
            guard let digest = entry["digest"]?.stringValue, let time = entry["time"]?.integerValue else { return nil }
            return Retired(digest: digest, time: time)
        }
    }
}
