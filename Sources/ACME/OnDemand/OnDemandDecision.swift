package import ProxyModel

/// Whether a certificate is obtained for the name of a handshake: a sans-IO machine for one name.
///
/// Contract: `begin`, then the method that the step names, until a step ends it. The order is fixed: what is there, what was
/// refused before, what is wanted already, the form of the name, its depth, globs, the permission endpoint, the client's
/// budget, its network's, the registered domain's, that of all together, and only then the certificate is wanted.
package struct OnDemandDecision: Sendable {
    /// What is to be done next.
    package enum Step: Sendable, Equatable {
        /// It is there, or on its way: wait for it.
        case join
        /// Ask the permission endpoint at this address, then call `permitted` or `unpermitted`.
        case ask(url: String)
        /// Take this from the budgets, then call `spent`.
        case spend(BudgetDemand)
        /// Write that it is wanted, and wait for it.
        case want(CertificateIntent)
        /// Obtain none.
        case refuse(OnDemandRefusal)
    }

    /// What is known of a name when its handshake comes.
    package struct Circumstances: Sendable {
        /// The proxy that serves it with leave; nil = none.
        package var host: OnDemandHost?
        /// Whether a certificate of the name is there.
        package var isThere: Bool
        /// Whether one is wanted already.
        package var isWanted: Bool
        /// What was decided before and is still remembered.
        package var refusal: OnDemandRefusal?

        /// Makes circumstances.
        package init(
            host: OnDemandHost?, isThere: Bool = false, isWanted: Bool = false, refusal: OnDemandRefusal? = nil
        ) {
            self.host = host
            self.isThere = isThere
            self.isWanted = isWanted
            self.refusal = refusal
        }
    }

    /// What budgets of handshakes are kept under, beside those of authorities.
    package static let authority = "on-demand"
    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 24 * hour
    private static let longestName = 128
    /// As many as so many clients may bring about, an IPv6 /48 may.
    static let clientsOfNetwork: Int64 = 4

    private let name: String
    private let client: String
    private let settings: OnDemandSettings
    private var host: OnDemandHost?
    /// The budgets that are yet to be taken from, the next one last.
    private var budgets: [Budget] = []

    private enum Budget {
        case client, network(String), domain, total
    }

    /// Makes the decision on a name, canonical or not, for a client, named by the prefix of its address.
    package init(name: String, client: String, settings: OnDemandSettings) {
        self.name = name
        self.client = client
        self.settings = settings
    }

    /// The IPv6 /48 of a client, of which whoever has one has 65,536 /64; nil for an IPv4 address.
    static func network(of client: String) -> String? {
        guard let block = AddressBlock(client), block.address.count == 16 else { return nil }
        return AddressBlock(client + "/48")?.description
    }

    /// The name of the certificate for a host.
    package static func certificateName(for host: String) -> String { "on-demand." + host }

    /// Decides as far as can be decided without asking anybody.
    package mutating func begin(_ circumstances: Circumstances) -> Step {
        guard let host = circumstances.host else { return .refuse(.notServed) }
        self.host = host
        if circumstances.isThere { return .join }
        if let refusal = circumstances.refusal { return .refuse(refusal) }
        if circumstances.isWanted { return .join }
        guard let hostname = fitName else { return .refuse(.unfit) }
        guard host.depth(of: hostname) <= host.rules.maxDepth else { return .refuse(.tooDeep) }
        for globs in [settings.names, host.rules.names] where !globs.isEmpty {
            guard globs.contains(where: { Glob.matches($0.utf8, name.utf8) }) else { return .refuse(.notListed) }
        }
        guard let url = settings.permissionURL else {
            // What nobody has permitted is refused.
            return settings.names.isEmpty && host.rules.names.isEmpty ? .refuse(.nothingPermits) : spendClient()
        }
        // A host name needs no escaping.
        return .ask(url: url + "?domain=" + name)
    }

    /// Takes the status of the permission endpoint's answer: 2xx permits, a redirect does not.
    package mutating func permitted(status: Int) -> Step {
        (200...299).contains(status) ? spendClient() : .refuse(.notPermitted(status: status))
    }

    /// Takes that the permission endpoint gave no answer.
    package mutating func unpermitted(_ words: String) -> Step { .refuse(.permissionUnavailable(words)) }

    /// Takes what the budget said: nil = granted, else the time when it will be.
    package mutating func spent(until: Int64?, now: Int64) -> Step {
        let budget = budgets.popLast()
        if let until {
            switch budget {
            case .domain: return .refuse(.domainBudget(until: until))
            case .total: return .refuse(.totalBudget(until: until))
            case .client, .network, nil: return .refuse(.clientBudget(until: until))
            }
        }
        if let next = budgets.last { return .spend(demand(next)) }
        var intent = CertificateIntent(name: Self.certificateName(for: name), domains: [name], createdAt: now)
        intent.isOnDemand = true
        intent.owner = host?.owner
        return .want(intent)
    }

    /// The narrowest comes first: what one client is refused for is not taken from what others have.
    private mutating func spendClient() -> Step {
        budgets = [.total, .domain, .client]
        if let network = Self.network(of: client) { budgets.insert(.network(network), at: 2) }
        return .spend(demand(.client))
    }

    private func demand(_ budget: Budget) -> BudgetDemand {
        let (bucket, capacity, period) =
            switch budget {
            case .client: ("client:" + client, settings.clientBudget, Self.hour)
            case .network(let block): ("client:" + block, Self.clientsOfNetwork * settings.clientBudget, Self.hour)
            case .domain: ("domain:" + RegisteredDomain.of(name), settings.domainBudget, Self.day)
            case .total: ("total", settings.totalBudget, Self.hour)
            }
        return BudgetDemand(bucket: bucket, capacity: capacity, interval: period / capacity)
    }

    /// The name as a host name that an authority may issue for; nil when it is none.
    private var fitName: Hostname? {
        // Canonical already: what a client spells otherwise is another name to it.
        guard let hostname = try? Hostname(name), hostname.text == name, !name.utf8.contains(UInt8(ascii: "_")),
            AddressBlock(name) == nil, let last = name.split(separator: ".").last, last.utf8.count < name.utf8.count,
            !last.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !HostPattern.exact(hostname).isLocalhost,
            Self.certificateName(for: name).utf8.count <= Self.longestName, !settings.ownNames.contains(name),
            !settings.isPublicAuthority || PublicNameCheck.finding(name) == nil
        else { return nil }
        return hostname
    }
}
