internal import ProxyModel
internal import Reactor

/// What is told to a client that is not let in.
extension Exchange {
    /// The kinds of answer.
    enum ChallengeKind {
        case badRequest
        case refused(TokenRefusal)
    }

    /// Answers a request without a token that is good here.
    func refuse(_ refusal: TokenRefusal, isSession: Bool, _ rules: GuardRules) {
        if rules.auth.mode == .redirect && self.isNavigation {
            if !refusal.isFinal && (isSession || refusal == .missing) { return self.sendToSignIn(rules) }
            if refusal.isFinal { return self.fail(.forbidden) }
        }
        self.answerChallenge(rules, .refused(isSession && !refusal.isFinal ? .missing : refusal))
    }

    /// A person's browser wants a page, and can be sent elsewhere.
    private var isNavigation: Bool {
        guard self.request.method == .get else { return false }
        let name: StaticString = "sec-fetch-mode"
        let mode = unsafe self.request.block.first(
            matching: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        if let mode { return unsafe self.request.block.value(mode).elementsEqual("navigate".utf8) }
        guard let line = self.request.block.first(.accept) else { return false }
        let html: StaticString = "text/html"
        return unsafe ByteSearch.contains(
            self.request.block.value(line), UnsafeBufferPointer(start: html.utf8Start, count: html.utf8CodeUnitCount))
    }

    private func sendToSignIn(_ rules: GuardRules) {
        guard let client = self.client else { return }
        let location = self.worker.localScratch
        location.clear()
        // A host that is served in clear text alone is one of a machine where somebody develops.
        let name = rules.authHost
        let server = self.worker.routing.hosts.lookup(name.span)
        let isPlain = self.worker.settings.publicHTTPSPort == 0 || server.map { !$0.flags.contains(.https) } ?? false
        let port = isPlain ? self.request.port : self.worker.settings.publicHTTPSPort
        location.append(isPlain ? "http://" : "https://")
        unsafe rules.authHost.withUnsafeBufferPointer { unsafe location.append($0) }
        if port != 0 && port != (isPlain ? 80 : 443) {
            location.append(":")
            location.append(decimal: UInt64(port))
        }
        location.append("/proxy-signin?host=")
        unsafe location.append(self.request.slice(self.request.host))
        location.append("&return_to=")
        unsafe location.append(percentEncoding: self.request.slice(self.request.target))
        let head = self.worker.answerHead
        head.reset()
        head.status = 302
        unsafe head.block.append(.location, location.readable)
        head.block.append(.cacheControl, "no-store")
        location.clear()
        self.respond(head, body: location, client)
    }

    /// Answers with one challenge (RFC 6750 §3, RFC 9728 §5.1) and the same in JSON.
    func answerChallenge(_ rules: GuardRules, _ kind: ChallengeKind) {
        guard let client = self.client else { return }
        let head = self.worker.answerHead
        head.reset()
        let words = ChallengeWords(kind)
        head.status = words.status
        self.record.failure = words.failure
        let scratch = self.worker.localScratch
        if words.hasChallenge {
            scratch.clear()
            self.appendChallenge(rules, words, client, to: scratch)
            unsafe head.block.append(.wwwAuthenticate, scratch.readable)
        }
        head.block.append(.contentType, "application/json")
        head.block.append(.cacheControl, "no-store")
        head.block.append(name: "Access-Control-Allow-Origin", value: "*")
        head.block.append(
            name: "Access-Control-Expose-Headers", value: "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version")
        scratch.clear()
        self.appendBody(rules, words, to: scratch)
        self.respond(head, body: scratch, client)
    }

    private func appendChallenge(
        _ rules: GuardRules, _ words: ChallengeWords, _ client: ClientConnection, to value: WriteBuffer
    ) {
        value.append("Bearer resource_metadata=\"")
        value.append(client.isTLS || self.forwardedHTTPS(client) ? "https://" : "http://")
        ForwardingFields.appendAuthority(self.request, to: value)
        value.append("/.well-known/oauth-protected-resource")
        unsafe rules.endpoint.withUnsafeBufferPointer { unsafe value.append($0) }
        // Clients compare the address in the metadata with the one that was typed.
        let path = unsafe self.request.slice(self.request.path)
        if unsafe !rules.endpoint.isEmpty && path.count > rules.endpoint.count && rules.isEndpoint(path) {
            value.append("/")
        }
        value.append("\"")
        if !rules.challengeScopes.isEmpty {
            value.append(", scope=\"")
            unsafe rules.challengeScopes.withUnsafeBufferPointer { unsafe value.append($0) }
            value.append("\"")
        }
        guard words.namesError else { return }
        value.append(", error=\"")
        value.append(words.error)
        value.append("\", error_description=\"")
        value.append(words.text)
        value.append("\"")
    }

    /// JSON-RPC for a client of MCP, which reads nothing else; the JSON of OAuth for all others.
    private func appendBody(_ rules: GuardRules, _ words: ChallengeWords, to body: WriteBuffer) {
        if self.isRemoteCall(rules) {
            body.append("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32001,\"message\":\"")
            body.append(words.text)
            body.append("\"},\"id\":null}\n")
        } else {
            body.append("{\"error\":\"")
            body.append(words.error)
            body.append("\",\"error_description\":\"")
            body.append(words.text)
            body.append("\"}\n")
        }
    }

    private func isRemoteCall(_ rules: GuardRules) -> Bool {
        guard self.request.method == .post, unsafe rules.isEndpoint(self.request.slice(self.request.path)),
            let line = self.request.block.first(.contentType)
        else { return false }
        let type = unsafe self.request.block.value(line)
        guard let start = type.baseAddress, type.count >= 16 else { return false }
        return unsafe CaseFolding.equal(start, 16, "application/json")
    }
}

/// What a refusal is called in the protocol.
private struct ChallengeWords {
    let status: UInt16
    let failure: FailureCode
    let error: StaticString
    let text: StaticString
    /// Errors are named only to who presented a token (RFC 6750 §3.1).
    let namesError: Bool
    /// Whoever is on no list gets in by no other token: a challenge would send them round in circles.
    let hasChallenge: Bool

    init(_ kind: Exchange.ChallengeKind) {
        switch kind {
        case .badRequest:
            self.init(400, .requestInvalid, "invalid_request", "Authorization has to hold one bearer token")
        case .refused(.insufficientScope):
            self.init(403, .forbidden, "insufficient_scope", TokenRefusal.insufficientScope.text)
        case .refused(.notAllowed):
            self.init(403, .forbidden, "access_denied", TokenRefusal.notAllowed.text, hasChallenge: false)
        case .refused(let refusal):
            self.init(
                401, .unauthenticated, "invalid_token", refusal.text, namesError: refusal != .missing)
        }
    }

    private init(
        _ status: UInt16, _ failure: FailureCode, _ error: StaticString, _ text: StaticString,
        namesError: Bool = true, hasChallenge: Bool = true
    ) {
        self.status = status
        self.failure = failure
        self.error = error
        self.text = text
        self.namesError = namesError
        self.hasChallenge = hasChallenge
    }
}

extension WriteBuffer {
    /// Adds bytes as the value of a query's parameter: everything but unreserved characters and `/` is encoded.
    func append(percentEncoding bytes: UnsafeBufferPointer<UInt8>) {
        let target = unsafe self.reserve(bytes.count * 3)
        var length = 0
        for index in 0..<bytes.count {
            let byte = unsafe bytes[index]
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F:
                unsafe target[length] = byte
                length &+= 1
            default:
                unsafe target[length] = 0x25
                unsafe target[length &+ 1] = Self.digit(byte &>> 4)
                unsafe target[length &+ 2] = Self.digit(byte & 15)
                length &+= 3
            }
        }
        self.commit(length)
    }

    private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? nibble &+ 0x30 : nibble &+ 0x37 }
}
