package import ProxyModel

/// The claims of a token (RFC 7519 §4), with the types that the registered ones must have.
package struct JWTClaims: Sendable, Equatable {
    /// Times are whole seconds up to the year 9999.
    private static let latest: Int64 = 253_402_300_799

    /// Every claim, the registered ones included.
    package let object: JSONObject
    /// The claim `iss`.
    package let issuer: String?
    /// The claim `sub`.
    package let subject: String?
    /// One or many; empty when the claim is absent.
    package let audience: [String]
    /// Seconds since 1970.
    package let expiresAt: Int64?
    /// Seconds since 1970.
    package let notBefore: Int64?
    /// Seconds since 1970.
    package let issuedAt: Int64?
    /// The claim `jti`.
    package let identifier: String?

    /// Parses a payload; throws `malformed` or `claim`.
    package init(parsing bytes: [UInt8]) throws(JOSEProblem) {
        guard let json = try? JSONValue(parsing: bytes, maximumBytes: JWS.maximumLength, maximumDepth: 16),
            let object = json.objectValue
        else { throw .malformed("the payload is no JSON object") }
        try self.init(object)
    }

    /// Takes claims apart; throws `claim` for a registered claim of another type or a time that cannot be.
    package init(_ object: JSONObject) throws(JOSEProblem) {
        self.object = object
        issuer = try Self.text("iss", object)
        subject = try Self.text("sub", object)
        identifier = try Self.text("jti", object)
        expiresAt = try Self.time("exp", object)
        notBefore = try Self.time("nbf", object)
        issuedAt = try Self.time("iat", object)
        switch object["aud"] {
        case nil: audience = []
        case .string(let text)?: audience = [text]
        case .array(let list)?:
            let texts = list.compactMap(\.stringValue)
            guard texts.count == list.count else { throw .claim("aud", "is not a list of texts") }
            audience = texts
        default: throw .claim("aud", "is neither a text nor a list")
        }
    }

    /// A claim of another name.
    package subscript(name: String) -> JSONValue? { object[name] }

    /// Checks issuer, audience and times; `now` and `leeway` are in seconds.
    ///
    /// The token must name the issuer and one of the audiences, and have an expiry; `iat` and `nbf` are checked when they
    /// are there. Throws `claim`.
    package func check(
        issuer expected: String, audience accepted: Set<String>, now: Int64, leeway: Int64 = 30
    ) throws(JOSEProblem) {
        guard issuer == expected else { throw .claim("iss", "does not name the expected issuer") }
        guard audience.contains(where: accepted.contains) else { throw .claim("aud", "does not name this server") }
        try checkTimes(now: now, leeway: leeway)
    }

    /// Checks the times alone; `now` and `leeway` are in seconds.
    ///
    /// Throws `claim` when the expiry is missing or past, or the token is not valid yet.
    package func checkTimes(now: Int64, leeway: Int64 = 30) throws(JOSEProblem) {
        guard let expiresAt else { throw .claim("exp", "is missing") }
        guard now < expiresAt + leeway else { throw .claim("exp", "is past") }
        if let notBefore, now + leeway < notBefore { throw .claim("nbf", "is in the future") }
        if let issuedAt, now + leeway < issuedAt { throw .claim("iat", "is in the future") }
    }

    private static func text(_ name: String, _ object: JSONObject) throws(JOSEProblem) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.stringValue else { throw .claim(name, "is no text") }
        return text
    }

    private static func time(_ name: String, _ object: JSONObject) throws(JOSEProblem) -> Int64? {
        guard let value = object[name] else { return nil }
        // A NumericDate may have a fraction (RFC 7519 §2).
        guard let seconds = value.doubleValue, seconds >= 0, seconds <= Double(latest) else {
            throw .claim(name, "is no time")
        }
        return Int64(seconds)
    }
}
