package import Egress

/// Asks the operator's endpoint whether a name may have a certificate.
///
/// Its address is a setting, so it may be anywhere, this machine included; redirects are not followed, which would make the
/// address somebody else's choice.
package struct PermissionEndpoint: Sendable {
    /// What came of a question.
    package enum Answer: Sendable, Equatable {
        case status(Int)
        /// There was none, for this reason.
        case none(String)
    }

    private static let longestAnswer = 64 << 10

    private let ask: @Sendable (String) async -> Answer

    /// Makes an endpoint of what asks an address; for tests.
    package init(ask: @escaping @Sendable (String) async -> Answer) { self.ask = ask }

    /// Makes an endpoint that is asked by HTTP and given so long to answer.
    package init(_ fetcher: HTTPFetcher, timeout: Duration) {
        ask = { url in
            var request = FetchRequest("GET", url)
            request.policy = .trusted
            request.intermediary = .none
            request.maxRedirects = 0
            request.maxBodyBytes = Self.longestAnswer
            request.connectTimeout = timeout
            request.deadline = timeout
            do throws(FetchFailure) {
                return .status(try await fetcher.fetch(request).status)
            } catch {
                return .none("\(error)")
            }
        }
    }

    /// The answer for an address that names the domain.
    package func answer(_ url: String) async -> Answer { await ask(url) }
}
