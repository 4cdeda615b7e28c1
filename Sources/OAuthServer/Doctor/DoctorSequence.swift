internal import FoundationEssentials
internal import ProxyModel

/// The sequence of one client: each request as the client would send it, by what the answers before it said.
struct DoctorSequence {
    private static let modernRevision = "2026-07-28"
    private static let codeChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    private static let origin = "http://localhost:6274"

    private let client: DoctorClient
    private let network: DoctorNetwork
    private var evidence: DoctorEvidence

    init(_ client: DoctorClient, _ target: DoctorTarget, _ network: DoctorNetwork) {
        self.client = client
        self.network = network
        evidence = DoctorEvidence(target: target)
    }

    /// Plays the sequence and returns what was seen; what was registered is ended again.
    consuming func play() async -> DoctorEvidence {
        var sequence = self
        await sequence.reach()
        guard sequence.evidence.failure(.challenge) == nil else { return sequence.evidence }
        await sequence.discover()
        await sequence.register()
        await sequence.authorize()
        await sequence.token()
        await sequence.deregister()
        return sequence.evidence
    }

    // MARK: The guarded endpoint

    private mutating func reach() async {
        let target = evidence.target
        evidence.addresses[target.host] = await network.resolve(target.host)
        await send(.challenge, call(target.url))
        guard evidence.failure(.challenge) == nil else { return }
        await send(.otherSpelling, call(target.otherSpelling))
        await send(.challengeToGet, ProbeRequest("GET", target.url, headers: [("Accept", "text/event-stream")]))
        await send(.challengeToDelete, ProbeRequest("DELETE", target.url))
        var refused = call(target.url)
        refused.headers.append(("Authorization", "Bearer doctor-with-a-token-that-nobody-issued"))
        await send(.refusedToken, refused)
        await preflight(
            .resourcePreflight, target.url, "authorization,content-type,mcp-protocol-version,mcp-session-id")
        await trust(.resourceTrust, target.url)
    }

    /// The first message of the client, without a token.
    private func call(_ url: String) -> ProbeRequest {
        let method = client.revision == .withSessions ? "initialize" : "server/discover"
        let information: JSONValue = ["name": .string(client.name), "version": "1"]
        let parameters: JSONValue =
            client.revision == .withSessions
            ? ["protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": information]
            : [
                "_meta": [
                    "io.modelcontextprotocol/protocolVersion": .string(Self.modernRevision),
                    "io.modelcontextprotocol/clientInfo": information,
                    "io.modelcontextprotocol/clientCapabilities": [:],
                ]
            ]
        let message: JSONValue = ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": parameters]
        var headers = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")]
        if client.revision == .withoutSessions {
            headers += [("MCP-Protocol-Version", Self.modernRevision), ("Mcp-Method", method)]
        }
        return ProbeRequest("POST", url, headers: headers, body: message.compactText)
    }

    // MARK: Metadata

    private mutating func discover() async {
        let target = evidence.target
        if let url = evidence.challenge?["resource_metadata"] { await get(.announcedMetadata, url) }
        await get(.pathMetadata, target.wellKnown("oauth-protected-resource"))
        await get(.rootMetadata, target.origin + "/.well-known/oauth-protected-resource")
        await get(.metadataBesideResource, target.origin + "/.well-known/oauth-authorization-server")
        await preflight(
            .resourceMetadataPreflight, target.wellKnown("oauth-protected-resource"), "mcp-protocol-version")
        guard let issuer = evidence.issuer.flatMap(DoctorTarget.init) else { return }
        evidence.addresses[issuer.host] = await network.resolve(issuer.host)
        await get(.serverMetadata, issuer.wellKnown("oauth-authorization-server"))
        await get(.openIDMetadata, issuer.wellKnown("openid-configuration"))
        if !issuer.path.isEmpty, issuer.path != "/" {
            await get(.openIDMetadataBelow, issuer.url + "/.well-known/openid-configuration")
        }
        await preflight(
            .serverMetadataPreflight, issuer.wellKnown("oauth-authorization-server"), "mcp-protocol-version")
        await trust(.issuerTrust, issuer.wellKnown("oauth-authorization-server"))
    }

    // MARK: Registration

    private mutating func register() async {
        guard let url = endpoint("registration_endpoint") else { return }
        await preflight(.registrationPreflight, url, "content-type")
        var metadata: JSONObject = [
            "client_name": .string(client.registrationName),
            "redirect_uris": .array(client.redirectURIs.map { .string($0) }),
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
        ]
        if let method = client.authenticationMethod { metadata.append("token_endpoint_auth_method", .string(method)) }
        if let type = client.applicationType { metadata.append("application_type", .string(type)) }
        let request = ProbeRequest(
            "POST", url, headers: [("Content-Type", "application/json"), ("Accept", "application/json")],
            body: JSONValue.object(metadata).compactText)
        await send(.registration, request)
        if client.registersTwice { await send(.registrationAgain, request) }
    }

    private mutating func deregister() async {
        let steps = [(DoctorStep.registration, DoctorStep.deregistration), (.registrationAgain, .deregistrationAgain)]
        for (step, end) in steps {
            guard let registration = evidence.registered(step),
                let url = registration["registration_client_uri"]?.stringValue,
                let token = registration["registration_access_token"]?.stringValue
            else { continue }
            await send(end, ProbeRequest("DELETE", url, headers: [("Authorization", "Bearer " + token)]))
        }
    }

    // MARK: Authorization

    private mutating func authorize() async {
        guard let url = endpoint("authorization_endpoint") else { return }
        await get(.unknownClient, url, query: parameters(clientID: "doctor-unknown-client"))
        if let document = client.document, evidence.announcesDocuments(for: client) {
            let query = parameters(clientID: document.url, redirectURI: document.redirectURI)
            await get(.authorizationByDocument, url, query: query)
        }
        guard let id = evidence.registration?["client_id"]?.stringValue else { return }
        await get(.authorization, url, query: parameters(clientID: id))
        await get(
            .foreignRedirect, url, query: parameters(clientID: id, redirectURI: "https://doctor.invalid/callback"))
        let unprotected = parameters(clientID: id).filter { !$0.name.hasPrefix("code_challenge") }
        await get(.missingChallenge, url, query: unprotected)
    }

    private func parameters(clientID: String, redirectURI: String? = nil) -> [(name: String, value: String)] {
        var parameters = [
            (name: "response_type", value: "code"), ("client_id", clientID),
            ("redirect_uri", redirectURI ?? client.redirectURIs[0]), ("state", DoctorEvidence.state),
            ("code_challenge", Self.codeChallenge), ("code_challenge_method", "S256"),
        ]
        if client.sendsResource, let resource = evidence.resourceMetadata?["resource"]?.stringValue {
            parameters.append(("resource", resource))
        }
        let scope = evidence.challenge?["scope"] ?? ""
        if !scope.isEmpty { parameters.append(("scope", scope)) }
        return parameters
    }

    // MARK: Token

    private mutating func token() async {
        guard let url = endpoint("token_endpoint") else { return }
        await preflight(.tokenPreflight, url, "authorization,content-type")
        guard let registration = evidence.registration, let id = registration["client_id"]?.stringValue else { return }
        var form = [
            (name: "grant_type", value: "authorization_code"), ("code", "doctor"), ("client_id", id),
            ("redirect_uri", client.redirectURIs[0]), ("code_verifier", String(repeating: "d", count: 64)),
        ]
        var headers = [
            ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
        ]
        if let secret = registration["client_secret"]?.stringValue {
            if registration["token_endpoint_auth_method"]?.stringValue == "client_secret_post" {
                form.append(("client_secret", secret))
            } else {
                let credentials = PercentEncoding.encode(id) + ":" + PercentEncoding.encode(secret)
                headers.append(("Authorization", "Basic " + Data(credentials.utf8).base64EncodedString()))
            }
        }
        await send(.unknownCode, ProbeRequest("POST", url, headers: headers, body: OAuthParameters(form).encoded))
    }

    // MARK: Sending

    private func endpoint(_ name: String) -> String? {
        evidence.serverMetadata?[name]?.stringValue.flatMap { DoctorTarget($0) == nil ? nil : $0 }
    }

    private mutating func get(
        _ step: DoctorStep, _ url: String, query: [(name: String, value: String)] = []
    ) async {
        let url = query.isEmpty ? url : url + "?" + OAuthParameters(query).encoded
        let isDocument = query.isEmpty
        let version = client.revision == .withSessions ? "2025-11-25" : Self.modernRevision
        await send(step, ProbeRequest("GET", url, headers: isDocument ? [("MCP-Protocol-Version", version)] : []))
    }

    private mutating func preflight(_ step: DoctorStep, _ url: String, _ fields: String) async {
        guard client.isInBrowser else { return }
        let method = step == .resourceMetadataPreflight || step == .serverMetadataPreflight ? "GET" : "POST"
        let headers = [
            ("Origin", Self.origin), ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", fields),
        ]
        await send(step, ProbeRequest("OPTIONS", url, headers: headers))
    }

    private mutating func trust(_ step: DoctorStep, _ url: String) async {
        guard client.isHosted else { return }
        var request = ProbeRequest("HEAD", url)
        request.trustsPublicAuthoritiesOnly = true
        await send(step, request)
    }

    private mutating func send(_ step: DoctorStep, _ request: ProbeRequest) async {
        var request = request
        let isEndpoint = request.url.hasPrefix(evidence.target.url)
        if let agent = isEndpoint ? client.userAgent : client.signInUserAgent {
            request.headers.append(("User-Agent", agent))
        }
        if client.isInBrowser, request.method != "OPTIONS" { request.headers.append(("Origin", Self.origin)) }
        evidence.note(step, request, await network.send(request))
    }
}
