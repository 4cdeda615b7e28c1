package import Egress
internal import ProxyModel

/// Whether a request for a challenge at a name arrives here, asked for the way an authority asks (RFC 8555 §8.3).
package struct OwnChallengeCheck: Sendable {
    private let fetcher: HTTPFetcher
    private let port: UInt16
    private let timeout: Duration
    private let pause: Duration

    /// How often a name is asked before another server's answer counts: a node behind it may learn of the probe later.
    private static let attempts = 3

    /// Makes a check; authorities ask at port 80, and `pause` lies between two attempts.
    package init(
        fetcher: HTTPFetcher, port: UInt16 = 80, timeout: Duration = .seconds(10),
        pause: Duration = .milliseconds(500)
    ) {
        self.fetcher = fetcher
        self.port = port
        self.timeout = timeout
        self.pause = pause
    }

    /// What is wrong at a name; nil when our own answer came back.
    package func finding(
        _ name: String, _ probe: PreflightRequest.Probe, policy: EgressPolicy
    ) async -> PreflightFinding? {
        let isIPv6 = name.contains(":")
        let host = (isIPv6 ? "[\(name)]" : name) + (port == 80 ? "" : ":\(port)")
        let url = "http://\(host)/.well-known/acme-challenge/\(PercentEncoding.encode(probe.token))"
        var request = FetchRequest("GET", url)
        request.policy = policy
        request.intermediary = .none
        request.maxRedirects = 10
        request.maxBodyBytes = 64 << 10
        request.deadline = timeout
        do throws(FetchFailure) {
            var status = 0
            for attempt in 1...Self.attempts {
                let response = try await fetcher.fetch(request)
                if Self.isOurs(response, probe) { return nil }
                status = response.status
                if attempt < Self.attempts { try? await Task.sleep(for: pause) }
            }
            return PreflightFinding(
                .ownChallenge, name, .blocking,
                "Another server answers at http://\(host)/ (status \(status)): requests for '\(name)' do not "
                    + "arrive here. Point the name, or the forwarding of port \(port), to this server.")
        } catch {
            return Self.finding(name, host, port, error)
        }
    }

    /// Whether it is the key authorization; authorities take white space at its end.
    private static func isOurs(_ response: FetchResponse, _ probe: PreflightRequest.Probe) -> Bool {
        let body = String(decoding: response.body, as: UTF8.self)
        return response.status == 200 && body.hasPrefix(probe.keyAuthorization)
            && body.dropFirst(probe.keyAuthorization.count).allSatisfy(\.isWhitespace)
    }

    private static func finding(
        _ name: String, _ host: String, _ port: UInt16, _ failure: FetchFailure
    ) -> PreflightFinding? {
        let words: String
        switch failure.code {
        // The check of addresses says so in its own words.
        case .unresolved, .cancelled: return nil
        case .unreachable, .timedOut:
            words =
                "Port \(port) of '\(name)' cannot be reached from here (\(failure.code.rawValue)): open it in the "
                + "firewall, or forward it to this server. It may work from outside all the same."
        case .forbiddenAddress:
            words = "'\(name)', or a redirect from it, leads to an address that is not public."
        case .tlsFailed, .tooManyRedirects, .protocolError, .tooLarge, .invalidRequest:
            words = "http://\(host)/ does not answer as it should: \(failure.code.rawValue)."
        }
        return PreflightFinding(.ownChallenge, name, .warning, words)
    }
}
