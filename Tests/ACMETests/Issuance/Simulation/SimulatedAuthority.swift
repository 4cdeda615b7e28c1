import ACME
import ProxyModel
import Synchronization

/// An authority in memory that does what RFC 8555 says, and looks for the answers to its challenges where nodes put them.
final class SimulatedAuthority: CertificateAuthority, AuthorityDirectory {
    /// What it is asked for, and whether the fault comes before or after it is done.
    struct Call: Equatable {
        var method: String
        var subject: String
        var isDone: Bool
    }

    struct Order {
        var directory: String
        var names: [ACMEIdentifier]
        var authorizations: [Int]
        var replaces: String?
        var status = "pending"
        var chain: [UInt8]?
    }

    struct Authorization {
        var name: ACMEIdentifier
        var status = "pending"
        var responses = 0
        var problem: ACMEProblem?
    }

    struct State {
        var orders: [Order] = []
        var authorizations: [Authorization] = []
        var window: RenewalWindow?
    }

    static let day: Int64 = 86_400_000

    /// The account's key, which a test may roll.
    let key = Mutex(AccountKey())
    let state = Mutex(State())
    /// What goes wrong; nothing is thrown = nothing.
    let fault = Mutex<(@Sendable (Call) throws(ACMEFailure) -> Void)?>(nil)
    /// What the authority finds at a name; nil = the right answer, if it is there.
    let verdict = Mutex<(@Sendable (String, _ directory: String) -> ACMEProblem?)?>(nil)
    /// Whether a challenge that failed stays pending with its error, as RFC 8555 §8.2 allows.
    let leavesPending = Mutex(false)
    /// Whether orders that were made can be found.
    let listsOrders = Mutex(true)
    /// Called with each order, before it is made.
    let ordering = Mutex<(@Sendable ([ACMEIdentifier]) -> Void)?>(nil)
    /// Milliseconds that certificates live.
    let lifetime = Mutex<Int64>(90 * SimulatedAuthority.day)
    /// The directory that is asked at the moment, for the orders it makes.
    private let directory = Mutex("")
    private let signer: SimulatedSigner
    private let configuration: SimulatedConfiguration
    private let clock: ManualClock

    init(_ configuration: SimulatedConfiguration, _ clock: ManualClock) throws {
        signer = try SimulatedSigner()
        self.configuration = configuration
        self.clock = clock
    }

    var account: AccountReference { AccountReference(url: "https://ca.test/account", key: key.withLock { $0 }) }

    var orders: [Order] { state.withLock { $0.orders } }

    func authority(_ issuer: Issuer, email: String?) async throws -> any CertificateAuthority {
        directory.withLock { $0 = issuer.directoryURL }
        try call("authority", issuer.directoryURL, isDone: false)
        return self
    }

    func newOrder(
        _ identifiers: [ACMEIdentifier], profile: String?, replaces: String?
    ) async throws(ACMEFailure) -> ACMEOrder {
        try call("newOrder", identifiers.first?.value ?? "", isDone: false)
        ordering.withLock { $0 }?(identifiers)
        let directory = directory.withLock { $0 }
        let url = state.withLock { state in
            let first = state.authorizations.count
            state.authorizations += identifiers.map { Authorization(name: $0) }
            state.orders.append(
                Order(
                    directory: directory, names: identifiers,
                    authorizations: Array(first..<state.authorizations.count), replaces: replaces))
            return "https://ca.test/order/\(state.orders.count - 1)"
        }
        try call("newOrder", identifiers.first?.value ?? "", isDone: true)
        return try read(url)
    }

    func unfinishedOrder(_ identifiers: [ACMEIdentifier]) async throws(ACMEFailure) -> ACMEOrder? {
        try call("unfinishedOrder", identifiers.first?.value ?? "", isDone: false)
        guard listsOrders.withLock({ $0 }) else { return nil }
        let directory = directory.withLock { $0 }
        for (index, order) in orders.enumerated().reversed()
        where order.directory == directory && Set(order.names) == Set(identifiers) {
            let order = try read("https://ca.test/order/\(index)")
            if [.pending, .ready].contains(order.status) { return order }
        }
        return nil
    }

    func order(at url: String) async throws(ACMEFailure) -> ACMEOrder {
        try call("order", url, isDone: false)
        return try read(url)
    }

    func authorization(at url: String) async throws(ACMEFailure) -> ACMEAuthorization {
        try call("authorization", url, isDone: false)
        return try readAuthorization(url)
    }

    func respond(to challengeURL: String) async throws(ACMEFailure) {
        try call("respond", challengeURL, isDone: false)
        let parts = challengeURL.split(separator: "/")
        guard let type = parts.last, let index = Self.number(parts.dropLast().last) else {
            throw .problem(ACMEProblem(.malformed, detail: "no such challenge", status: 404))
        }
        let directory = directory.withLock { $0 }
        let token = Self.token(index)
        let record = configuration.challenges.first { $0.token == token && $0.type.rawValue == type }
        let isRight = record?.keyAuthorization == account.key.keyAuthorization(token: token)
        let verdict = verdict.withLock { $0 }
        let refusal: ACMEProblem? = state.withLock { state in
            guard state.authorizations[index].status == "pending", state.authorizations[index].responses == 0 else {
                return ACMEProblem(.malformed, detail: "the challenge was looked at before", status: 400)
            }
            state.authorizations[index].responses = 1
            if type != "dns-01", !isRight {
                state.authorizations[index].problem = ACMEProblem(.unauthorized, detail: "another answer")
            } else if let problem = verdict?(state.authorizations[index].name.value, directory) {
                state.authorizations[index].problem = problem
            }
            return nil
        }
        if let refusal { throw .problem(refusal) }
        try call("respond", challengeURL, isDone: true)
    }

    func deactivateAuthorization(at url: String) async throws(ACMEFailure) {
        guard let index = Self.number(url.split(separator: "/").last) else { return }
        state.withLock { state in
            if state.authorizations[index].status == "pending" { state.authorizations[index].status = "deactivated" }
        }
    }

    func finalize(_ order: ACMEOrder, csr: [UInt8]) async throws(ACMEFailure) -> ACMEOrder {
        try call("finalize", order.url, isDone: false)
        guard let index = Self.number(order.url.split(separator: "/").last), try read(order.url).status == .ready else {
            throw .problem(ACMEProblem(.orderNotReady, detail: "not ready", status: 403))
        }
        let now = clock.now
        guard let chain = try? signer.chain(csr: csr, from: now, to: now + lifetime.withLock { $0 }) else {
            throw .problem(ACMEProblem(.badCSR, detail: "no request", status: 400))
        }
        state.withLock { state in
            state.orders[index].chain = chain
            state.orders[index].status = "processing"
        }
        try call("finalize", order.url, isDone: true)
        return try read(order.url)
    }

    func certificateChain(at url: String, preferredRoot: String?) async throws(ACMEFailure) -> [UInt8] {
        try call("certificate", url, isDone: false)
        guard let index = Self.number(url.split(separator: "/").last),
            let chain = state.withLock({ $0.orders[index].chain })
        else { throw .problem(ACMEProblem(.malformed, detail: "no such certificate", status: 404)) }
        return chain
    }

    func renewalWindow(of certificate: String) async throws(ACMEFailure) -> RenewalWindow? {
        try call("window", certificate, isDone: false)
        return state.withLock { $0.window }
    }

    private func call(_ method: String, _ subject: String, isDone: Bool) throws(ACMEFailure) {
        try fault.withLock { $0 }?(Call(method: method, subject: subject, isDone: isDone))
    }

    private func read(_ url: String) throws(ACMEFailure) -> ACMEOrder {
        guard let index = Self.number(url.split(separator: "/").last) else {
            throw .problem(ACMEProblem(.malformed, detail: "no such order", status: 404))
        }
        let json: JSONValue = state.withLock { state in
            let authorizations = state.orders[index].authorizations.map { state.authorizations[$0] }
            // What was being made is made by the next look.
            let shown = state.orders[index].status
            switch shown {
            case "pending" where authorizations.allSatisfy { $0.status == "valid" }:
                state.orders[index].status = "ready"
            case "pending" where authorizations.contains { $0.status != "valid" && $0.status != "pending" }:
                state.orders[index].status = "invalid"
            case "processing": state.orders[index].status = "valid"
            default: break
            }
            let status = shown == "processing" ? shown : state.orders[index].status
            var order: JSONObject = [
                "status": .string(status), "identifiers": .array(state.orders[index].names.map(\.json)),
                "authorizations": .array(
                    state.orders[index].authorizations.map { .string("https://ca.test/authorization/\($0)") }),
                "finalize": .string(url + "/finalize"),
            ]
            if status == "valid" { order.append("certificate", .string("https://ca.test/certificate/\(index)")) }
            return .object(order)
        }
        return try ACMEOrder(json: json, url: url)
    }

    private func readAuthorization(_ url: String) throws(ACMEFailure) -> ACMEAuthorization {
        guard let index = Self.number(url.split(separator: "/").last) else {
            throw .problem(ACMEProblem(.malformed, detail: "no such authorization", status: 404))
        }
        let leavesPending = leavesPending.withLock { $0 }
        let json: JSONValue = state.withLock { state in
            var authorization = state.authorizations[index]
            // The verdict is there at the second look.
            if authorization.responses > 0, authorization.status == "pending" {
                authorization.responses += 1
                if authorization.responses > 2, !leavesPending || authorization.problem == nil {
                    authorization.status = authorization.problem == nil ? "valid" : "invalid"
                }
            }
            state.authorizations[index] = authorization
            let types = authorization.name.isWildcard ? ["dns-01"] : ["http-01", "tls-alpn-01", "dns-01"]
            let challenges = types.map { type -> JSONValue in
                var challenge: JSONObject = [
                    "type": .string(type), "url": .string("https://ca.test/challenge/\(index)/\(type)"),
                    "token": .string(Self.token(index)),
                ]
                let isTold = authorization.status == "invalid" || leavesPending && authorization.responses > 2
                if isTold, let problem = authorization.problem {
                    challenge.append("error", ["type": .string(problem.type), "detail": .string(problem.detail)])
                }
                return .object(challenge)
            }
            let name =
                authorization.name.isWildcard
                ? String(authorization.name.value.dropFirst(2)) : authorization.name.value
            return [
                "status": .string(authorization.status),
                "identifier": ["type": "dns", "value": .string(name)],
                "wildcard": .bool(authorization.name.isWildcard), "challenges": .array(challenges),
            ]
        }
        return try ACMEAuthorization(json: json, url: url)
    }

    private static func token(_ index: Int) -> String { "token-\(index)" }

    private static func number(_ text: Substring?) -> Int? { text.flatMap { Int($0) } }
}
