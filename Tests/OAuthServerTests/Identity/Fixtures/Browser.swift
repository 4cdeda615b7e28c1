import ProxyModel
import Synchronization

@testable import OAuthServer

/// A browser: keeps cookies by host and sends them again.
final class Browser: Sendable {
    private let fixture: SignInFixture
    private let jar = Mutex<[String: [String: String]]>([:])
    let address: String

    init(_ fixture: SignInFixture, address: String = "192.0.2.1") {
        self.fixture = fixture
        self.address = address
    }

    func cookie(_ name: String, host: String = "auth.example.com") -> String? { jar.withLock { $0[host]?[name] } }

    func setCookie(_ name: String, _ value: String?, host: String = "auth.example.com") {
        jar.withLock { $0[host, default: [:]][name] = value }
    }

    func get(
        _ target: String, host: String = "auth.example.com", headers: [(name: String, value: String)] = []
    ) async -> OAuthResponse { await send("GET", target, host, headers, "") }

    /// Follows an absolute address or a path of the authorization server.
    func follow(_ location: String) async -> OAuthResponse {
        guard location.hasPrefix("https://") else { return await get(location) }
        let rest = location.dropFirst("https://".count)
        let host = rest.prefix { $0 != "/" }
        return await get(String(rest.dropFirst(host.count)), host: String(host))
    }

    func post(
        _ target: String, _ form: [(name: String, value: String)], host: String = "auth.example.com",
        headers: [(name: String, value: String)] = []
    ) async -> OAuthResponse {
        await send(
            "POST", target, host, headers + [("Content-Type", "application/x-www-form-urlencoded")],
            OAuthParameters(form).encoded)
    }

    /// Opens the sign-in page and sends its form.
    func signIn(
        _ name: String, _ password: String, query: String = "", headers: [(name: String, value: String)] = []
    ) async -> OAuthResponse {
        let page = await get("/signin" + query)
        return await post(
            "/signin/local", page.hiddenFields + [("username", name), ("password", password)], headers: headers)
    }

    private func send(
        _ method: String, _ target: String, _ host: String, _ headers: [(name: String, value: String)],
        _ body: String
    ) async -> OAuthResponse {
        var headers = headers
        let cookies = jar.withLock { $0[host] ?? [:] }
        if !cookies.isEmpty {
            headers.append(("Cookie", cookies.map { $0.key + "=" + $0.value }.sorted().joined(separator: "; ")))
        }
        var request = fixture.server.request(method, target, host: host, headers: headers, body: body)
        request.clientAddress = address
        let response = await fixture.respond(request)
        for field in response.fields("set-cookie") {
            let parts = field.split(separator: ";")[0].split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            setCookie(String(parts[0]), parts[1].isEmpty ? nil : String(parts[1]), host: host)
        }
        return response
    }
}

extension OAuthResponse {
    /// The hidden fields of the page's forms.
    var hiddenFields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for part in text.split(separator: "<input type=\"hidden\" name=\"").dropFirst() {
            let pieces = part.split(separator: "\"", maxSplits: 3, omittingEmptySubsequences: false)
            guard pieces.count == 4 else { continue }
            fields.append((String(pieces[0]), String(pieces[2]).replacing("&amp;", with: "&")))
        }
        return fields
    }
}
