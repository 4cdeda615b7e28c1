internal import ProxyModel

/// An authorization request on its way through sign-in and consent.
package struct AuthorizationTransaction: Sendable, Equatable {
    /// Names the transaction in addresses and forms; worth nothing without the browser's cookie.
    package let id: String
    /// What was asked for, and passed every check.
    package let request: AuthorizationRequest
    /// The browser that it was begun in, by the digest of its cookie.
    let binding: String
    /// What the token of the consent form is derived from; the same for the whole transaction.
    let secret: String
    /// The session that the browser had, by digest; nil when it had none.
    package let previousSession: String?
    /// The sealed answer, base64url, once there is one.
    var sealedAnswer: String?

    /// Whether the session is one that the request lets in: a prompt for sign-in wants one that was begun for it.
    package func accepts(_ session: BrowserSession) -> Bool {
        guard request.prompts.contains(.login) || request.prompts.contains(.selectAccount) else { return true }
        return session.digest != previousSession
    }

    /// The token of the consent form: for this transaction and this session alone.
    package func csrf(_ session: BrowserSession) -> String {
        SecretDigest.hexadecimal("consent:" + secret + ":" + session.digest)
    }

    /// Where a form may lead that belongs to this transaction, as sources of a content security policy.
    package var formOrigins: [String] { RedirectDescription(request.redirectURI).formOrigins }

    /// What the store keeps; the id is the key.
    var bytes: [UInt8] {
        var object: JSONObject = [
            "v": 1, "request": request.json, "binding": .string(binding), "secret": .string(secret),
        ]
        if let previousSession { object.append("previous_session", .string(previousSession)) }
        if let sealedAnswer { object.append("answer", .string(sealedAnswer)) }
        return JSONValue.object(object).compactBytes
    }

    init(
        id: String, request: AuthorizationRequest, binding: String, secret: String, previousSession: String? = nil,
        sealedAnswer: String? = nil
    ) {
        self.id = id
        self.request = request
        self.binding = binding
        self.secret = secret
        self.previousSession = previousSession
        self.sealedAnswer = sealedAnswer
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(id: String, bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), value["v"]?.integerValue == 1,
            let request = value["request"].flatMap(AuthorizationRequest.init(json:)),
            let binding = value["binding"]?.stringValue, let secret = value["secret"]?.stringValue
        else { return nil }
        self.init(
            id: id, request: request, binding: binding, secret: secret,
            previousSession: value["previous_session"]?.stringValue, sealedAnswer: value["answer"]?.stringValue)
    }
}
