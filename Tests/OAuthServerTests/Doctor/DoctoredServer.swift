import Egress
import ProxyModel

@testable import OAuthServer

/// A guarded MCP server with its authorization server as clients see them: all is well but for what a test makes ill.
struct DoctoredServer: Sendable {
    static let url = "https://mcp.example.com/mcp"
    static let issuer = "https://auth.example.com"
    static let prefix = "https://mcp.example.com/.well-known/oauth-protected-resource"

    typealias Illness = @Sendable (ProbeRequest, inout ProbeAnswer) -> Void

    private let illness: Illness
    private let addresses: [String: [String]]

    init(addresses: [String: [String]] = [:], illness: @escaping Illness = { _, _ in }) {
        self.illness = illness
        self.addresses = addresses
    }

    /// The verdict on one client, or on a client made up by a test.
    func verdict(on id: String) async throws -> DoctorVerdict {
        let clients = DoctorClient.known.filter { $0.id == id }
        guard let target = DoctorTarget(Self.url),
            let verdict = await Doctor(target, network: network).verdicts(on: clients).first
        else { throw FetchFailure(.invalidRequest, id) }
        return verdict
    }

    var network: DoctorNetwork {
        DoctorNetwork(
            send: { request in
                var answer = Self.answer(request)
                illness(request, &answer)
                return answer.status == 0 ? .failure(FetchFailure(.tlsFailed)) : .success(answer)
            }, resolve: { host in (addresses[host] ?? ["8.8.8.8"]).compactMap { AddressBlock($0) } })
    }

    // MARK: What a server does for which all is well

    static func json(_ status: Int, _ value: JSONValue, _ headers: [(name: String, value: String)] = []) -> ProbeAnswer
    {
        let fields = [
            (name: "Content-Type", value: "application/json"), ("Cache-Control", "no-store"),
            ("Access-Control-Allow-Origin", "*"),
        ]
        return ProbeAnswer(status: status, headers: fields + headers, body: value.compactBytes)
    }

    static let metadata: JSONObject = [
        "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/authorize"),
        "token_endpoint": .string(issuer + "/token"), "registration_endpoint": .string(issuer + "/register"),
        "code_challenge_methods_supported": ["S256"], "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": [
            "none", "client_secret_basic", "client_secret_post", "private_key_jwt",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "client_id_metadata_document_supported": true, "authorization_response_iss_parameter_supported": true,
    ]

    private static func answer(_ request: ProbeRequest) -> ProbeAnswer {
        if request.method == "OPTIONS" {
            let fields = "authorization, content-type, mcp-protocol-version, mcp-session-id"
            let headers = [(name: "Access-Control-Allow-Origin", value: "*"), ("Access-Control-Allow-Headers", fields)]
            return ProbeAnswer(status: 204, headers: headers)
        }
        let path = request.url.split(separator: "?").first.map(String.init) ?? ""
        switch path {
        case url, url + "/": return challenge(request)
        case prefix, prefix + "/mcp":
            return json(200, ["resource": .string(url), "authorization_servers": [.string(issuer)]])
        case issuer + "/.well-known/oauth-authorization-server": return json(200, .object(metadata))
        case issuer + "/register": return registration(request)
        case issuer + "/authorize": return authorization(request)
        case issuer + "/token": return json(400, ["error": "invalid_grant"])
        default: return ProbeAnswer(status: path.hasPrefix(issuer + "/register/") ? 204 : 404)
        }
    }

    private static func challenge(_ request: ProbeRequest) -> ProbeAnswer {
        let isRefused = request.headers.contains { $0.name == "Authorization" }
        let error = isRefused ? ", error=\"invalid_token\"" : ""
        let value = "Bearer resource_metadata=\"\(prefix)/mcp\", scope=\"mcp:read\"\(error)"
        return json(401, ["error": "invalid_token"], [("WWW-Authenticate", value)])
    }

    private static func registration(_ request: ProbeRequest) -> ProbeAnswer {
        guard var granted = (try? JSONValue(parsing: request.body ?? []))?.objectValue else { return json(400, [:]) }
        granted["client_id"] = "client-1"
        granted["registration_client_uri"] = .string(issuer + "/register/client-1")
        granted["registration_access_token"] = "token"
        let method = granted["token_endpoint_auth_method"]?.stringValue ?? "client_secret_basic"
        granted["token_endpoint_auth_method"] = .string(method)
        if method != "none" {
            granted["client_secret"] = "secret"
            granted["client_secret_expires_at"] = 0
        }
        return json(201, .object(granted))
    }

    private static func authorization(_ request: ProbeRequest) -> ProbeAnswer {
        let query = request.url.split(separator: "?", maxSplits: 1).last.map(String.init) ?? ""
        let parameters = OAuthParameters(encoded: query.utf8) ?? OAuthParameters()
        let id = parameters.all("client_id").first ?? ""
        let redirect = parameters.all("redirect_uri").first ?? ""
        guard id == "client-1" || id.hasPrefix("https://"), redirect != "https://doctor.invalid/callback" else {
            return ProbeAnswer(status: 400)
        }
        guard !parameters.all("code_challenge").isEmpty else {
            let answer: [(name: String, value: String)] = [
                ("error", "invalid_request"), ("state", parameters.all("state").first ?? ""), ("iss", issuer),
            ]
            return ProbeAnswer(status: 302, headers: [("Location", redirect + "?" + OAuthParameters(answer).encoded)])
        }
        return ProbeAnswer(status: 302, headers: [("Location", "/signin?transaction=1")])
    }
}

extension ProbeAnswer {
    /// The same answer with another value of a field; nil takes the field away.
    func with(_ name: String, _ value: String?) -> Self {
        let kept = headers.filter { $0.name.lowercased() != name.lowercased() }
        return Self(status: status, headers: kept + (value.map { [(name: name, value: $0)] } ?? []), body: body)
    }

    /// The same answer with members of its document replaced.
    func with(_ members: [String: JSONValue?]) -> Self {
        var object = object ?? JSONObject()
        for (name, value) in members { object[name] = value }
        return Self(status: status, headers: headers, body: JSONValue.object(object).compactBytes)
    }
}
