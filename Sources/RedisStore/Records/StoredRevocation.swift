internal import ProxyModel

/// The form of a revocation in the store: a JSON object with `v`, the kind of its subject, and times in seconds.
enum StoredRevocation {
    /// A revocation's text.
    static func encode(_ revocation: Revocation) -> [UInt8] {
        var object: JSONObject = ["v": 1]
        switch revocation.subject {
        case .token(let id): object["token"] = .string(id)
        case .grant(let id): object["grant"] = .string(id)
        case .user(let id): object["user"] = .string(id)
        case .client(let id): object["client"] = .string(id)
        case .userAndClient(let user, let client):
            object["user"] = .string(user)
            object["client"] = .string(client)
        }
        object["until"] = .integer(revocation.issuedUntil)
        object["expires"] = .integer(revocation.expiresAt)
        return JSONValue.object(object).compactBytes
    }

    /// Reads a text; throws `StoreFailure.corrupt`.
    static func decode(_ bytes: [UInt8]) throws(StoreFailure) -> Revocation {
        guard let object = (try? JSONValue(parsing: bytes))?.objectValue, object["v"] == 1,
            let until = object["until"]?.integerValue, let expires = object["expires"]?.integerValue,
            let subject = subject(object)
        else { throw .corrupt("\(RedisKeys.revocations): a revocation is not of the expected form") }
        return Revocation(subject, issuedUntil: until, expiresAt: expires)
    }

    private static func subject(_ object: JSONObject) -> Revocation.Subject? {
        if let id = object["token"]?.stringValue { return .token(id) }
        if let id = object["grant"]?.stringValue { return .grant(id) }
        return switch (object["user"]?.stringValue, object["client"]?.stringValue) {
        case (let user?, let client?): .userAndClient(user: user, client: client)
        case (let user?, nil): .user(user)
        case (nil, let client?): .client(client)
        case (nil, nil): nil
        }
    }
}
