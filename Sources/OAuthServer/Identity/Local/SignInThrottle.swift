internal import ProxyModel

/// Slows down who guesses passwords, without shutting an account's owner out.
///
/// Counted are attempts before the password is looked at, so that many at once are no way around it; one that was right is
/// taken back. By address, by account and address together, and by account over all addresses that its owner has not signed in from.
struct SignInThrottle: Sendable {
    private struct Rule {
        let key: VolatileKey
        let limit: Int
        let window: Int64
    }

    private static let addressLimit = 30
    private static let addressWindow: Int64 = 60_000
    private static let pairLimit = 10
    private static let accountLimit = 100
    private static let accountWindow: Int64 = 15 * 60_000
    private static let acquaintance: Int64 = 30 * 86_400_000

    let store: any VolatileStore

    /// Counts an attempt; the seconds to wait when it is one too many, nil when it may go on.
    func admit(name: String, address: String) async throws(StoreFailure) -> Int? {
        let source = Self.source(address)
        let isKnown = try await store.value(Self.known(name, source)) != nil
        var rules = [
            Rule(key: Self.byAddress(source), limit: Self.addressLimit, window: Self.addressWindow),
            Rule(key: Self.byPair(name, source), limit: Self.pairLimit, window: Self.accountWindow),
        ]
        if !isKnown {
            rules.append(Rule(key: Self.byAccount(name), limit: Self.accountLimit, window: Self.accountWindow))
        }
        for rule in rules {
            let (count, remaining) = try await store.count(rule.key, window: rule.window)
            if count > rule.limit { return Int(clamping: (max(remaining, 1_000) + 999) / 1_000) }
        }
        return nil
    }

    /// Notes that a password was right: the address is known to the account from now on, its failures are forgiven, and
    /// the attempt counts for nothing.
    func succeed(name: String, address: String) async throws(StoreFailure) {
        let source = Self.source(address)
        let isKnown = try await store.value(Self.known(name, source)) != nil
        try await store.uncount(Self.byAddress(source))
        if !isKnown { try await store.uncount(Self.byAccount(name)) }
        try await store.remove(Self.byPair(name, source))
        _ = try await store.put(Self.known(name, source), [1], lifetime: Self.acquaintance, if: .always)
    }

    /// Whom an address stands for: with IPv6 everybody has at least 2^64 of them.
    private static func source(_ address: String) -> String {
        guard address.utf8.contains(UInt8(ascii: ":")) else { return address }
        return AddressBlock(address + "/64")?.description ?? address
    }

    private static func byAddress(_ source: String) -> VolatileKey { key("address", source) }
    private static func byPair(_ name: String, _ source: String) -> VolatileKey { key("pair", name + " " + source) }
    private static func byAccount(_ name: String) -> VolatileKey { key("account", name) }
    private static func known(_ name: String, _ source: String) -> VolatileKey { key("known", name + " " + source) }

    private static func key(_ kind: String, _ text: String) -> VolatileKey {
        VolatileKey(.throttle, "signin-" + kind + ":" + SecretDigest.hexadecimal(text))
    }
}
