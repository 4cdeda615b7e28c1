internal import ProxyModel

/// What a request brings along to say and prove which client it is of (RFC 6749 §2.3, RFC 7521 §4.2).
struct ClientCredentials: Equatable {
    /// How the client proves who it is.
    enum Proof: Equatable {
        case none
        /// One of these texts, which are readings of the same field.
        case secret([String])
        case assertion(String)
    }

    /// The identifiers that may be meant, the likeliest first; empty when an assertion alone names the client.
    let identifiers: [String]
    let proof: Proof
    /// Whether `Authorization: Basic` was used, which the answer to a failure then has to say.
    let usesBasic: Bool

    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    static let challenge = "Basic realm=\"proxyd\", charset=\"UTF-8\""

    /// Reads the credentials of a request.
    ///
    /// Throws `invalid_request` for two ways at once and `invalid_client` for what cannot be decoded.
    init(_ request: OAuthRequest) throws(OAuthError) {
        let named = try request.form.single("client_id")
        let secret = try request.form.single("client_secret")
        let assertion = try request.form.single("client_assertion")
        let type = try request.form.single("client_assertion_type")
        if let basic = try Self.basic(request) {
            guard secret == nil, assertion == nil else { throw Self.twoWays }
            if let named, !basic.identifiers.contains(named) {
                throw OAuthError(.invalidRequest, "client_id differs from the client in the field Authorization")
            }
            identifiers = named.map { [$0] } ?? basic.identifiers
            proof = basic.secrets == [""] ? .none : .secret(basic.secrets)
            usesBasic = true
            return
        }
        usesBasic = false
        identifiers = named.map { [$0] } ?? []
        if let assertion {
            guard secret == nil else { throw Self.twoWays }
            guard type == Self.assertionType else {
                throw OAuthError(.invalidRequest, "client_assertion_type has to be \(Self.assertionType)")
            }
            proof = .assertion(assertion)
        } else {
            guard let named, !named.isEmpty else {
                throw OAuthError(
                    .invalidClient, "the request names no client; send client_id, or the field Authorization: Basic")
            }
            proof = secret.map { .secret([$0]) } ?? .none
        }
    }

    private static let twoWays = OAuthError(
        .invalidRequest, "the client authenticates in two ways at once; use one of them")

    private static func basic(
        _ request: OAuthRequest
    ) throws(OAuthError) -> (identifiers: [String], secrets: [String])? {
        let fields = request.fields("authorization")
        guard fields.count < 2 else {
            throw OAuthError(.invalidRequest, "the field Authorization is there twice")
        }
        guard let field = fields.first else { return nil }
        let parts = field.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.first?.lowercased() == "basic" else { return nil }
        guard parts.count == 2, let text = decoded(parts[1].drop { $0 == " " }), let colon = text.firstIndex(of: ":")
        else {
            throw OAuthError(
                .invalidClient, "the field Authorization: Basic cannot be decoded", challenge: challenge)
        }
        return (readings(String(text[..<colon])), readings(String(text[text.index(after: colon)...])))
    }

    /// A text as form-encoded, which RFC 6749 §2.3.1 demands, and as it is, which many clients send.
    private static func readings(_ text: String) -> [String] {
        guard let pair = OAuthParameters(encoded: Array(("x=" + text).utf8))?.pairs, pair.count == 1,
            pair[0].value != text
        else { return [text] }
        return [pair[0].value, text]
    }

    /// Base64 with or without padding (RFC 7617 §2).
    private static func decoded(_ text: Substring) -> String? {
        let standard = text.trimmingSuffix { $0 == "=" }.map { character -> Character in
            switch character {
            case "+": "-"
            case "/": "_"
            default: character
            }
        }
        return Base64URL.decode(String(standard)).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return rest
    }
}
