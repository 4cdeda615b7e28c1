import ACME
import Egress
import ProxyModel
import Synchronization
import TestSupport

/// The interface of a provider on loopback that keeps records and checks each request as the provider's documents say.
final class ZoneInterface: Sendable {
    /// The answer to a request that is not as it must be, which no provider gives.
    static let objection = 418

    struct Entry: Sendable, Equatable {
        let id: Int64
        let name: String
        let value: String
        let ttl: Int64
    }

    let server: LoopbackServer
    private let state: Mutex<[Entry]>

    var entries: [Entry] { state.withLock { $0 } }
    var values: [String] { entries.map(\.value) }

    /// Begins to serve; `handle` checks a request, changes the records and answers.
    init(
        _ entries: [Entry] = [],
        _ handle: @escaping @Sendable (LoopbackRequest, inout [Entry]) -> LoopbackServer.Answer
    ) throws {
        state = Mutex(entries)
        server = try LoopbackServer()
        server.answer { [weak self] request in
            self?.state.withLock { handle(request, &$0) } ?? .silence
        }
    }

    /// An objection with a reason, which the test's failure shows.
    static func object(_ reason: String) -> LoopbackServer.Answer {
        .json(["objection": .string(reason)], status: objection)
    }

    /// Runs a provider's call and gives its failure.
    static func failure(_ body: () async throws -> Void) async -> DNSProviderFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? DNSProviderFailure
        }
    }
}

extension LoopbackRequest {
    /// The body as JSON; null when it is none.
    var json: JSONValue { (try? JSONValue(parsing: Array(body.utf8))) ?? .null }

    /// The parameters of the query.
    var parameters: [String: String] {
        var result: [String: String] = [:]
        for part in query.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if sides.count == 2 { result[sides[0]] = PercentEncoding.decode(sides[1].utf8) }
        }
        return result
    }

    /// Whether the body is JSON with exactly these members, sent as such.
    func hasJSON(_ members: String...) -> Bool {
        field("Content-Type") == "application/json"
            && Set(json.objectValue?.members.map(\.name) ?? []) == Set(members)
    }
}
