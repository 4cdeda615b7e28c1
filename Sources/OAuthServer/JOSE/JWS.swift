internal import ProxyModel

/// A signed token in compact form (RFC 7515 §3.1), parsed but not verified: nothing of it may be believed yet.
package struct JWS: Sendable {
    /// A longer token is refused before anything of it is looked at.
    package static let maximumLength = 16_384
    private static let maximumKeyIDLength = 512

    /// The member `alg` of the header: one of those that are spoken.
    package let algorithm: SignatureAlgorithm
    /// The header `kid`: compared with the identifiers of known keys and used for nothing else.
    package let keyID: String?
    /// The header `typ` in lower case, without the prefix `application/` (RFC 7515 §4.1.9); nil when it is absent.
    package let type: String?
    /// What is signed, not believed before `signature` is verified.
    package let payload: [UInt8]
    /// The signature over header and payload as they were received.
    package let signature: [UInt8]
    /// What is signed: the first two parts with the dot between them.
    package let signingInput: [UInt8]

    /// Parses a token whose algorithm is one of those that the caller allows.
    ///
    /// Header members that bring their own key (`jwk`, `jku`, `x5c`, `x5u`) are not read; `crit` and the unencoded
    /// payload of RFC 7797 are refused. Throws `JOSEProblem`.
    package init(
        _ compact: String, algorithms: Set<SignatureAlgorithm> = Set(SignatureAlgorithm.allCases)
    ) throws(JOSEProblem) {
        let bytes = Array(compact.utf8)
        guard bytes.count <= Self.maximumLength else { throw .malformed("it is too long") }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("it does not have three parts") }
        guard let header = Self.decoded(parts[0]), let payload = Self.decoded(parts[1]),
            let signature = Self.decoded(parts[2])
        else { throw .malformed("a part is not base64url") }
        guard let json = try? JSONValue(parsing: header, maximumDepth: 8), let header = json.objectValue else {
            throw .malformed("the header is no JSON object")
        }
        guard header["crit"] == nil, header["b64"] == nil else {
            throw .malformed("the header demands an extension")
        }
        guard let name = header["alg"]?.stringValue, let algorithm = SignatureAlgorithm(rawValue: name),
            algorithms.contains(algorithm)
        else { throw .algorithmNotAllowed }
        self.algorithm = algorithm
        self.keyID = try Self.text("kid", of: header)
        self.type = try Self.text("typ", of: header).map(Self.mediaType)
        self.payload = payload
        self.signature = signature
        self.signingInput = Array(bytes[..<parts[1].endIndex])
    }

    /// The claims, once one of these keys verifies the signature.
    ///
    /// Throws `unknownKey`, `invalidSignature`, or what `JWTClaims` throws.
    package func claims(verifiedBy keys: JWKSet) throws(JOSEProblem) -> JWTClaims {
        let candidates = keys.candidates(for: self)
        guard !candidates.isEmpty else { throw .unknownKey }
        guard candidates.contains(where: { $0.isValid(signature, for: signingInput, by: algorithm) }) else {
            throw .invalidSignature
        }
        return try JWTClaims(parsing: payload)
    }

    private static func decoded(_ part: ArraySlice<UInt8>) -> [UInt8]? {
        String(validating: part, as: UTF8.self).flatMap { Base64URL.decode($0) }
    }

    private static func text(_ name: String, of header: JSONObject) throws(JOSEProblem) -> String? {
        guard let value = header[name] else { return nil }
        guard let text = value.stringValue, text.utf8.count <= maximumKeyIDLength else {
            throw .malformed("the header \(name) is no short text")
        }
        return text
    }

    private static func mediaType(_ type: String) -> String {
        let lower = type.lowercased()
        let prefix = "application/"
        return lower.hasPrefix(prefix) ? String(lower.dropFirst(prefix.count)) : lower
    }
}
