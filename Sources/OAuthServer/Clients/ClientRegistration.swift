package import ProxyModel

/// A registered client with what belongs to its registration.
package struct ClientRegistration: Sendable {
    /// The identifier that the client was given.
    package let id: String
    /// What was agreed upon.
    package let metadata: ClientMetadata
    /// nil for a client whose identifier an operator chose.
    package let sealed: SealedClientID?
    /// What the configuration keeps of it; nil when the identifier holds everything.
    package let record: ClientRecord?

    /// The client as the rest of the server sees it.
    package var client: OAuthClient {
        var client = metadata.client(id: id, source: isVouched ? .configuration : .registration)
        client.secretDigest = secretDigest
        client.isTrusted = record?.isTrusted ?? false
        client.issuedAt = issuedAt
        return client
    }

    /// Whether an operator answers for what the client may do.
    package var isVouched: Bool { sealed?.isVouched ?? true }

    /// Seconds since 1970.
    package var issuedAt: Int64? { sealed?.issuedAt ?? record.map { $0.createdAt / 1_000 } }

    /// The secret; nil for a public client, and when only its digest is known.
    package var secret: String? {
        metadata.usesSecret && record?.secretDigest == nil ? sealed?.secret : nil
    }

    /// The registration access token; nil when only its digest is known or there is none.
    package var registrationToken: String? {
        record?.registrationTokenDigest == nil ? sealed?.registrationToken : nil
    }

    /// Whether this is the registration access token (RFC 7592 §2).
    package func isRegistrationToken(_ token: String) -> Bool {
        let digest = record?.registrationTokenDigest ?? sealed.map { SecretDigest.hexadecimal($0.registrationToken) }
        guard let digest else { return false }
        return ConstantTime.areEqual(digest, SecretDigest.hexadecimal(token))
    }

    /// The document of RFC 7591 §3.2.1 and RFC 7592 §3; no member is null.
    package func json(issuer: String) -> JSONValue {
        var object: JSONObject = ["client_id": .string(id)]
        if let issuedAt { object.append("client_id_issued_at", .integer(issuedAt)) }
        if let secret {
            object.append("client_secret", .string(secret))
            object.append("client_secret_expires_at", 0)
        }
        if let registrationToken {
            object.append("registration_access_token", .string(registrationToken))
            object.append("registration_client_uri", .string(issuer + "/register/" + id))
        }
        for member in metadata.json.members { object[member.name] = member.value }
        return .object(object)
    }

    private var secretDigest: String? {
        guard metadata.usesSecret else { return nil }
        return record?.secretDigest ?? sealed.map { SecretDigest.hexadecimal($0.secret) }
    }
}
