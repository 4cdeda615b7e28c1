package import ProxyModel

/// The authorization server as one of the process's own services: finds the endpoint of a request by host and path.
///
/// Here is what is the same for all of them: methods, trailing slashes, who may read answers across origins, the fields
/// that answers have, and how failures are told.
package struct OAuthSite: LocalService {
    private static let maximumBody = 65_536

    private let resources: any ResourceDirectory
    private let endpoints: [EndpointPath: any OAuthEndpoint]
    private let wellKnown: WellKnownEndpoints

    /// Makes the service of these endpoints; a path without one is answered with 404.
    package init(
        _ environment: OAuthEnvironment, metadata: ServerMetadata, endpoints: [EndpointPath: any OAuthEndpoint]
    ) {
        resources = environment.resources
        self.endpoints = endpoints
        wellKnown = WellKnownEndpoints(
            server: ServerMetadataEndpoint(environment, metadata: metadata),
            resource: ResourceMetadataEndpoint(environment))
    }

    package func respond(to request: LocalRequest) async -> LocalResponse {
        let path = String(request.target.prefix { $0 != "?" })
        let issuer = resources.issuer(authority: request.authority)
        let guarded = resources.resource(host: PublicOrigins.host(authority: request.authority))
        if let issuer = issuer ?? guarded?.issuer, let document = wellKnown.endpoint(path) {
            return await answer(
                request, Target(endpoint: document, caller: .client, methods: ["GET"], issuer: issuer))
        }
        let plain = path.utf8.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard let found = endpoint(plain, issuer: issuer, guarded: guarded) else {
            return finished(Self.missing(hasIssuer: issuer != nil || guarded != nil), caller: .client).local
        }
        // Endpoints see one spelling of their path.
        var request = request
        request.target = plain + request.target.dropFirst(path.count)
        if let elsewhere = secured(request, found) { return elsewhere.local }
        return await answer(request, found)
    }

    /// Passwords, tokens and sessions do not go over the wire in clear text where there is another way: what is answered
    /// instead, before anything is read but the path.
    private func secured(_ request: LocalRequest, _ target: Target) -> OAuthResponse? {
        guard request.scheme == "http", let origin = target.origin, origin.hasPrefix("https://"),
            request.method != "OPTIONS"
        else { return nil }
        if target.caller == .browser, request.method == "GET" || request.method == "HEAD" {
            return finished(.redirect(to: origin + request.target, status: 308), caller: .browser)
        }
        let address = origin + request.target.prefix { $0 != "?" }
        let refusal = OAuthError(.invalidRequest, "this server is only reached over https: \(address)")
        return finished(
            target.caller == .browser ? RefusalPage(refusal).response : .failure(refusal), caller: target.caller)
    }

    private struct Target {
        let endpoint: any OAuthEndpoint
        let caller: EndpointPath.Caller
        let methods: [String]
        let issuer: String
        /// The origin that has to be called; nil where any will do.
        var origin: String?
    }

    private func endpoint(_ path: String, issuer: String?, guarded: ProtectedResource?) -> Target? {
        let found: (path: EndpointPath, issuer: String, origin: String)?
        if let issuer, let path = EndpointPath.onIssuer(path) {
            found = (path, issuer, issuer)
        } else if let guarded, EndpointPath.guardedHost.covers(path) {
            found = (.guardedHost, guarded.issuer, guarded.origin)
        } else if let guarded, let path = EndpointPath.onResource(path), guarded.metadata != nil {
            found = (path, guarded.issuer, guarded.origin)
        } else if path == EndpointPath.verify.rawValue {
            // Other proxies ask by an address of the inside, which is no issuer's.
            found = (.verify, "", "")
        } else {
            found = nil
        }
        guard let found, var endpoint = endpoints[found.path] else { return nil }
        if issuer == nil, found.path == .authorize, let guarded {
            endpoint = AuthorizeAliasEndpoint(resource: guarded)
        }
        return Target(
            endpoint: endpoint, caller: found.path.caller, methods: found.path.methods, issuer: found.issuer,
            origin: found.path.takesSecrets ? found.origin : nil)
    }

    private func answer(_ request: LocalRequest, _ target: Target) async -> LocalResponse {
        var request = request
        let allowed = target.methods + (target.methods.contains("GET") ? ["HEAD"] : []) + ["OPTIONS"]
        switch request.method {
        case "OPTIONS":
            guard target.caller == .client else {
                return finished(OAuthResponse(status: 204, headers: [Self.allow(allowed)]), caller: target.caller).local
            }
            return CrossOrigin.preflight(PreflightRequest(request.headers)).local
        case let method where !allowed.contains(method):
            var answer = OAuthResponse.failure(
                OAuthError(
                    .invalidRequest, "this endpoint is called with \(target.methods.joined(separator: " or "))",
                    status: 405))
            answer.headers.append(Self.allow(allowed))
            return finished(answer, caller: target.caller).local
        case "HEAD": request.method = "GET"
        default: break
        }
        let answer: OAuthResponse
        do throws(OAuthError) {
            guard request.body.count <= Self.maximumBody else {
                throw OAuthError(.invalidRequest, "the body is larger than 64 KiB", status: 413)
            }
            answer = try await target.endpoint.respond(to: OAuthRequest(request), issuer: target.issuer)
        } catch {
            answer = target.caller == .browser ? RefusalPage(error).response : .failure(error)
        }
        return finished(answer, caller: target.caller).local
    }

    /// An answer with the fields that every one has.
    private func finished(_ answer: OAuthResponse, caller: EndpointPath.Caller) -> OAuthResponse {
        var answer = answer
        var defaults: [(name: String, value: String)] = [
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
        ]
        switch caller {
        case .client: answer.headers += CrossOrigin.fields
        case .server: break
        case .browser:
            defaults += [
                ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
            ]
        }
        let present = Set(answer.headers.map { $0.name.lowercased() })
        answer.headers += defaults.filter { !present.contains($0.name.lowercased()) }
        return answer
    }

    private static func allow(_ methods: [String]) -> (name: String, value: String) {
        ("Allow", methods.joined(separator: ", "))
    }

    private static func missing(hasIssuer: Bool) -> OAuthResponse {
        .failure(
            .notFound(
                hasIssuer
                    ? "there is nothing at this path"
                    : "this host is neither guarded nor that of an authorization server; enable the guard of a proxy "
                        + "with this host as auth_proxy"))
    }
}
