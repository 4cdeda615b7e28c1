internal import ProxyModel

/// What an order takes of the limits of an authority, so that they are waited for and not run into.
package enum IssuanceBudget {
    /// The longest wait for a limit, in milliseconds: a little more than the week that the longest ones last.
    static let longestWait: Int64 = 8 * 86_400_000

    /// What an authority's budgets are kept under: all nodes and accounts of one directory together.
    package static func authority(_ directoryURL: String) -> String { IntentDigest.digest([directoryURL]) }

    /// What an order must be granted before it is sent.
    ///
    /// Renewals that say what they replace are exempt from every limit; renewals of the very same names from those on orders
    /// and registered domains. What the authority told is heeded always.
    static func demands(
        _ names: [String], email: String?, limits: IssuerLimits, replaces: Bool, isSameSet: Bool
    ) -> [BudgetDemand] {
        let account = IntentDigest.digest([email ?? ""])
        let domains = Set(names.map(RegisteredDomain.of)).sorted()
        let set = IntentDigest.digest([names.sorted().joined(separator: ",")])
        let told = [toldAccount(email)] + domains.map(toldDomain) + [toldSet(names)]
        var demands = told.map { BudgetDemand(bucket: $0, capacity: 1, interval: 1, isTaken: false) }
        guard !replaces else { return demands }
        if !isSameSet {
            if let limit = limits.orders { demands.append(demand("orders:" + account, limit)) }
            if let limit = limits.domain { demands += domains.map { demand("domain:" + $0, limit) } }
        }
        if let limit = limits.exactSet { demands.append(demand("set:" + set, limit)) }
        if let limit = limits.failures {
            demands += names.map { demand(failureBucket($0, account), limit, isTaken: false) }
        }
        return demands
    }

    /// What names that could not be validated have used up.
    static func charges(_ names: [String], email: String?, limits: IssuerLimits) -> [BudgetDemand] {
        guard let limit = limits.failures else { return [] }
        let account = IntentDigest.digest([email ?? ""])
        return names.map { demand(failureBucket($0, account), limit) }
    }

    /// Which budget an authority means by its words; those of Let's Encrypt are known, others mean the names.
    static func toldBucket(_ words: String, names: [String], email: String?) -> String {
        let text = words.lowercased()
        if text.contains("exact set") { return toldSet(names) }
        if text.contains("new orders") || text.contains("too busy") || text.contains("service busy") {
            return toldAccount(email)
        }
        if let domain = names.map(RegisteredDomain.of).first(where: { text.contains("for \"\($0)\"") }) {
            return toldDomain(domain)
        }
        return toldSet(names)
    }

    private static func toldAccount(_ email: String?) -> String { "told:account:" + IntentDigest.digest([email ?? ""]) }

    private static func toldDomain(_ domain: String) -> String { "told:domain:" + domain }

    private static func toldSet(_ names: [String]) -> String {
        "told:set:" + IntentDigest.digest([names.sorted().joined(separator: ",")])
    }

    private static func failureBucket(_ name: String, _ account: String) -> String { "failures:\(account):\(name)" }

    private static func demand(
        _ bucket: String, _ limit: IssuerLimits.Bucket, isTaken: Bool = true
    ) -> BudgetDemand {
        BudgetDemand(bucket: bucket, capacity: limit.capacity, interval: limit.interval, isTaken: isTaken)
    }
}
