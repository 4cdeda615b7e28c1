import ACME
import Egress
import ProxyModel
import Synchronization
import TestSupport

/// An authority on loopback whose answers a test decides on: for what no real one does on demand.
final class AuthorityStandIn: Sendable {
    typealias Script = @Sendable (LoopbackRequest) -> LoopbackServer.Answer?

    let server: LoopbackServer
    let fetcher: HTTPFetcher

    /// The directory's addresses are `/nonce`, `/account`, `/order`, `/revoke`, `/key` and, if it has them, `/ari`; nonces
    /// are given out, and accounts made, unless the script answers.
    init(hasRenewalInfo: Bool = true, _ script: @escaping Script = { _ in nil }) throws {
        fetcher = try HTTPFetcher()
        server = try LoopbackServer()
        let origin = server.origin
        let numbers = Numbers()
        server.answer { request in
            if let answer = script(request) { return answer }
            switch request.path {
            case "/directory": return .json(Self.directory(origin, hasRenewalInfo))
            case "/nonce": return .document("", fields: numbers.nonce())
            case "/account":
                return .document(
                    #"{"status":"valid"}"#, status: 201, fields: "Location: \(origin)/account/1\r\n" + numbers.nonce())
            default: return .document(#"{"type":"about:blank"}"#, status: 404, fields: numbers.nonce())
            }
        }
    }

    /// Numbers that make nonces different.
    private final class Numbers: Sendable {
        private let last = Atomic<Int>(0)

        func nonce() -> String { "Replay-Nonce: own-\(last.wrappingAdd(1, ordering: .relaxed).newValue)\r\n" }
    }

    /// A clock that goes on with each look at it.
    private final class SteppedClock: Sendable {
        private let time = Atomic<Int64>(784_111_770_000)
        private let step: Int64

        init(step: Int64) { self.step = step }

        func next() -> Int64 { time.wrappingAdd(step, ordering: .relaxed).newValue }
    }

    /// A client; each of its looks at the clock is later than the one before.
    func client(timeout: Duration = .seconds(10), clockStep: Int64 = 1) -> ACMEClient {
        let clock = SteppedClock(step: clockStep)
        return ACMEClient(
            directoryURL: server.url("/directory"), fetcher: fetcher, userAgent: "proxyd-tests",
            requestTimeout: timeout, now: { clock.next() })
    }

    /// The requests to a path.
    func requests(_ path: String) -> [LoopbackRequest] { server.requests.filter { $0.path == path } }

    /// A client with an account.
    func session() async throws -> (client: ACMEClient, account: AccountReference) {
        let client = client()
        return (client, try await client.account(key: AccountKey(), contacts: []))
    }

    /// A problem document.
    static func problem(
        _ type: String, status: Int = 400, detail: String = "", fields: String = ""
    ) -> LoopbackServer.Answer {
        .document(
            #"{"type":"urn:ietf:params:acme:error:\#(type)","detail":"\#(detail)"}"#,
            type: "application/problem+json", status: status, fields: fields)
    }

    /// An order for `a.example` with its address.
    static func order(_ origin: String, status: String = "pending", fields: String = "") -> LoopbackServer.Answer {
        .document(
            """
            {"status":"\(status)","identifiers":[{"type":"dns","value":"a.example"}],"authorizations":[],\
            "finalize":"\(origin)/finalize","certificate":"\(origin)/certificate"}
            """, status: 201, fields: "Location: \(origin)/order/1\r\n" + fields)
    }

    private static func directory(_ origin: String, _ hasRenewalInfo: Bool) -> JSONValue {
        var json: JSONObject = [
            "newNonce": .string(origin + "/nonce"), "newAccount": .string(origin + "/account"),
            "newOrder": .string(origin + "/order"), "revokeCert": .string(origin + "/revoke"),
            "keyChange": .string(origin + "/key"),
        ]
        if hasRenewalInfo { json.append("renewalInfo", .string(origin + "/ari")) }
        return .object(json)
    }
}
