internal import ProxyModel

/// Why no certificate is obtained for the name of a handshake.
package enum OnDemandRefusal: Sendable, Equatable, CustomStringConvertible {
    /// No host with leave to obtain certificates serves the name.
    case notServed
    /// The name is none that a certificate could be had for.
    case unfit
    /// The name has more labels than the host permits.
    case tooDeep
    /// The name is not among the globs.
    case notListed
    /// Neither globs nor a permission endpoint permit anything.
    case nothingPermits
    /// The client has asked for many names lately, so that the permission endpoint is spared.
    case tooManyQuestions
    /// The permission endpoint said no.
    case notPermitted(status: Int)
    /// The permission endpoint did not answer.
    case permissionUnavailable(String)
    /// The client brought too many about; until a time in milliseconds since 1970.
    case clientBudget(until: Int64)
    /// The registered domain has too many; until a time in milliseconds since 1970.
    case domainBudget(until: Int64)
    /// All clients together brought too many about; until a time in milliseconds since 1970.
    case totalBudget(until: Int64)
    /// Something that no handshake brought about has the name that the certificate would have.
    case taken
    /// It is asked for, and the last attempt failed.
    case failed(String, until: Int64)
    /// It is asked for, and takes longer than a handshake waits.
    case late
    /// Too many names are looked at already.
    case busy
    /// The store is away, so that nothing can be asked for.
    case unavailable

    /// The milliseconds for which the same name is refused without another look.
    ///
    /// What is the fault of one client, or of the moment, is not held against the name.
    func lifetime(_ settings: OnDemandSettings, now: Int64) -> Int64 {
        let longest = settings.refusalLifetime.wholeMilliseconds
        return switch self {
        case .notServed, .unfit, .tooDeep, .notListed, .nothingPermits, .notPermitted, .taken: longest
        case .permissionUnavailable: min(longest, Self.pause)
        case .domainBudget(let until), .totalBudget(let until), .failed(_, let until): min(max(until - now, 0), longest)
        case .tooManyQuestions, .clientBudget, .late, .busy, .unavailable: 0
        }
    }

    private static let pause: Int64 = 10_000

    /// Whether another client might not be refused.
    var isOfClient: Bool {
        switch self {
        case .tooManyQuestions, .clientBudget: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .notServed: "no host with on_demand_tls serves the name"
        case .unfit: "no certificate can be had for such a name"
        case .tooDeep: "the name has more labels than max_depth permits"
        case .notListed: "the name is not among the permitted ones"
        case .nothingPermits: "nothing permits it: neither names, nor ON_DEMAND_NAMES, nor ON_DEMAND_PERMISSION_URL"
        case .tooManyQuestions: "the client has asked for many names lately"
        case .notPermitted(let status): "the permission endpoint answered \(status)"
        case .permissionUnavailable(let words): "the permission endpoint did not answer: \(words)"
        case .clientBudget(let until):
            "the client has brought about as many as it may, until \(Timestamp(milliseconds: until))"
        case .domainBudget(let until):
            "the registered domain has as many as it may have, until \(Timestamp(milliseconds: until))"
        case .totalBudget(let until):
            "all clients together have brought about as many as they may, until \(Timestamp(milliseconds: until))"
        case .taken: "another certificate has the name that it would have"
        case .failed(let words, _): "the last attempt failed: \(words)"
        case .late: "it is not there yet"
        case .busy: "too many names are looked at already"
        case .unavailable: "the store is away"
        }
    }
}
