package import ProxyModel

/// A set of public keys (RFC 7517 §5).
package struct JWKSet: Sendable, Equatable {
    private static let maximumKeys = 64
    /// So many signatures are tried at most for a token that names no key.
    private static let maximumCandidates = 8

    /// The keys that can be used, in the order of the document.
    package let keys: [JWK]

    /// A set of these keys.
    package init(keys: [JWK] = []) { self.keys = keys }

    /// Reads a set; keys of types that are not supported or for another use are left out, as §5 wants it.
    ///
    /// Throws `malformed` when it is no set or too large, `unusableKey` when a private or symmetric key is in it.
    package init(json: JSONValue) throws(JOSEProblem) {
        guard let list = json["keys"]?.arrayValue, list.count <= Self.maximumKeys else {
            throw .malformed("it is no set of at most \(Self.maximumKeys) keys")
        }
        guard !list.contains(where: JWK.hasPrivateMembers) else { throw .unusableKey("it has private members") }
        keys = list.compactMap { try? JWK(json: $0) }
    }

    /// The document that is published.
    package var json: JSONValue { ["keys": .array(keys.map(\.json))] }

    /// The keys that can have signed a token: those of its `kid`, or where none has it those without one.
    func candidates(for token: JWS) -> [JWK] {
        let fitting = keys.filter { ($0.algorithm ?? $0.material.algorithm) == token.algorithm }
        guard let id = token.keyID else { return Array(fitting.prefix(Self.maximumCandidates)) }
        let named = fitting.filter { $0.keyID == id }
        return Array((named.isEmpty ? fitting.filter { $0.keyID == nil } : named).prefix(Self.maximumCandidates))
    }
}
