internal import Crypto
internal import ProxyModel

/// One sign-in at an identity provider, from the moment that the browser is sent there.
struct SignInAttempt: Sendable, Equatable {
    /// The provider's name and whom it was then: an answer counts for no other.
    var provider: String
    var providerIssuer: String
    /// Where the provider sends the browser back to.
    var redirectURI: String
    var destination: SignInDestination
    /// The browser that began, by digest of its binding.
    var binding: String
    /// 256 random bits, base64url (OpenID Connect Core §3.1.2.1).
    var nonce: String
    /// The PKCE verifier (RFC 7636 §4.1): 256 random bits, base64url.
    var verifier: String
    /// 256 random bits, base64url; the store keeps its digest.
    var state: String

    /// The PKCE challenge by S256.
    var challenge: String { Base64URL.encode(SHA256.hash(data: Array(verifier.utf8))) }

    /// What the store keeps.
    ///
    /// `sealed` is `secrets`, sealed.
    func bytes(sealed: [UInt8]) -> [UInt8] {
        var object: JSONObject = [
            "v": 1, "provider": .string(provider), "issuer": .string(providerIssuer),
            "redirect_uri": .string(redirectURI), "binding": .string(binding),
            "sealed": .string(Base64URL.encode(sealed)),
        ]
        for parameter in destination.parameters { object.append(parameter.name, .string(parameter.value)) }
        return JSONValue.object(object).compactBytes
    }

    /// What must not be read in the store.
    var secrets: [UInt8] { Array((nonce + " " + verifier).utf8) }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(state: String, bytes: [UInt8], open: ([UInt8]) -> [UInt8]?) {
        guard let value = try? JSONValue(parsing: bytes), value["v"]?.integerValue == 1,
            let provider = value["provider"]?.stringValue, let issuer = value["issuer"]?.stringValue,
            let redirectURI = value["redirect_uri"]?.stringValue, let binding = value["binding"]?.stringValue,
            let sealed = value["sealed"]?.stringValue.flatMap({ Base64URL.decode($0) }),
            let secrets = open(sealed).flatMap({ String(validating: $0, as: UTF8.self) })
        else { return nil }
        let parts = secrets.split(separator: " ")
        guard parts.count == 2 else { return nil }
        self.provider = provider
        self.providerIssuer = issuer
        self.redirectURI = redirectURI
        self.binding = binding
        self.nonce = String(parts[0])
        self.verifier = String(parts[1])
        self.state = state
        let names = ["transaction", "return_to"]
        self.destination = SignInDestination(
            OAuthParameters(names.compactMap { name in value[name]?.stringValue.map { (name, $0) } }))
    }

    /// Begins an attempt.
    init(
        provider: SignInProvider, redirectURI: String, destination: SignInDestination, binding: BrowserBinding,
        token: () -> String
    ) {
        self.provider = provider.record.name
        self.providerIssuer = provider.record.issuer
        self.redirectURI = redirectURI
        self.destination = destination
        self.binding = binding.digest
        self.nonce = token()
        self.verifier = token()
        self.state = token()
    }
}
