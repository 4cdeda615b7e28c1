internal import ProxyModel

/// The hosts that lose HTTPS with a certificate, because no other one that is valid covers them.
struct UncoveredHosts {
    /// As many are named; the others are counted.
    static let limit = 10

    private let hosts: [String]

    /// Those of the caller that a certificate serves, also where they are pinned to it; none before it is there.
    init(without entry: CertificateEntry, in snapshot: ConfigurationSnapshot, for caller: Caller, now: Int64) {
        let served = snapshot.proxies(coveredBy: entry.record?.domains ?? []).filter { proxy in
            proxy.enabled && proxy.enableHTTPS && !proxy.isInternal && !proxy.hostname.isLocalhost
                && (proxy.certName == nil || proxy.certName == entry.name) && caller.owns(proxy.owner)
        }
        hosts = served.filter { proxy in
            !snapshot.certificateNames(covering: proxy.hostname).contains { name in
                guard name != entry.name, let other = snapshot.certificates[name]?.value else { return false }
                return other.covers(proxy.hostname) && other.isActive(at: now)
            }
        }.map(\.hostname.description).sorted()
    }

    /// What a person is told, after a space; empty where no host is left without one.
    var words: String {
        guard !hosts.isEmpty else { return "" }
        let rest = hosts.count - Self.limit
        return " Without a valid certificate now: " + hosts.prefix(Self.limit).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more." : ".")
    }

    /// Adds the members that programs read.
    func add(to answer: inout JSONObject) {
        answer.append("uncovered_hosts", .texts(Array(hosts.prefix(Self.limit))))
        answer.append("uncovered_host_count", .integer(Int64(hosts.count)))
    }
}
