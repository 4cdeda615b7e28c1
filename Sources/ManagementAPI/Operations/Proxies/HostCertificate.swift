internal import ACME
internal import ProxyModel

/// Which certificate the host of a new proxy is served with: one that is there, one that is coming, or one to ask for.
enum HostCertificate {
    static let words = ["not_required", "existing", "pending", "local_ca", "on_demand", "missing"]

    case notRequired
    case existing(String)
    case pending(String)
    case localCA
    case missing
    /// Each name gets its own at the first handshake.
    case onDemand
    /// Nobody has asked for one yet, and this installation obtains certificates.
    case wanted(CertificateIntent)

    /// What is there before anything is asked for.
    ///
    /// What handshakes brought about ends with the leave of the wildcard that it came by, so a host of its own must not rest
    /// on it: it counts last, and only where `countsOnDemand`.
    init(_ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, now: Int64, countsOnDemand: Bool = true) {
        if !proxy.enableHTTPS {
            self = .notRequired
        } else if let name = proxy.certName {
            self = snapshot.certificates[name] == nil ? .pending(name) : .existing(name)
        } else if proxy.isInternal || proxy.hostname.isLocalhost {
            self = .localCA
        } else {
            let names = snapshot.certificateNames(covering: proxy.hostname)
            let (own, ofHandshakes) = (
                names.filter { !snapshot.isOnDemand($0) }, names.filter { countsOnDemand && snapshot.isOnDemand($0) }
            )
            let none: HostCertificate = proxy.onDemand == nil ? .missing : .onDemand
            self =
                Self.found(own, for: proxy, snapshot, now) ?? Self.found(ofHandshakes, for: proxy, snapshot, now)
                ?? none
        }
    }

    /// What of these certificates serves the host longest, or else will serve it.
    private static func found(
        _ names: [String], for proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, _ now: Int64
    ) -> HostCertificate? {
        let covering = names.compactMap { snapshot.certificates[$0]?.value }
            .filter { $0.covers(proxy.hostname) && $0.isActive(at: now) }
            .max { ($0.notAfter, $1.name) < ($1.notAfter, $0.name) }
        let coming = names.compactMap { snapshot.certificateIntents[$0]?.value }
            .filter { proxy.hostname.isCovered(by: $0.domains) }.map(\.name).min()
        return covering.map { .existing($0.name) } ?? coming.map { .pending($0) }
    }

    /// The same, and what is to be asked for where nothing is there; throws a 422 for a request that no authority takes.
    init(
        _ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, _ call: OperationCall
    ) throws(Problem) {
        self.init(proxy, snapshot, now: call.now)
        let (staging, email) = (try call.query.flag("staging"), call.query.text("email"))
        let own = HostCertificate(proxy, snapshot, now: call.now, countsOnDemand: false)
        guard case .missing = own, case .exact(let host) = proxy.hostname,
            try MissingCertificate.obstacle(proxy, snapshot, call) == nil
        else { return }
        var request = CertificateRequest()
        request.name = try Self.freeName(host.text, snapshot)
        request.domain = host.text
        request.wanted.email = try Self.contact(email)
        request.wanted.isStaging = staging
        var intent = try request.intent(snapshot, call)
        if intent.owner != proxy.owner {
            // Who changes somebody else's host asks for the one whose it is.
            intent.owner = proxy.owner
            let contact = proxy.owner.flatMap { snapshot.tokens[$0]?.value.certEmail } ?? ""
            intent.email = request.wanted.email ?? (contact.isEmpty ? nil : contact)
        }
        self = .wanted(intent)
    }

    /// Whether a change makes a host need a certificate of an authority that it did not need before.
    static func isNewlyNeeded(_ old: ProxyTarget, _ new: ProxyTarget) -> Bool { isNeeded(new) && !isNeeded(old) }

    private static func isNeeded(_ proxy: ProxyTarget) -> Bool {
        proxy.enableHTTPS && proxy.certName == nil && !proxy.isInternal
    }

    /// The word and the name that the answer tells.
    var told: (status: String, name: String?) {
        switch self {
        case .notRequired: ("not_required", nil)
        case .existing(let name): ("existing", name)
        case .pending(let name): ("pending", name)
        case .localCA: ("local_ca", nil)
        case .onDemand: ("on_demand", nil)
        case .missing: ("missing", nil)
        case .wanted(let intent): ("pending", intent.name)
        }
    }

    /// The certificate that was asked for with a host, and is for nothing else; nil = none.
    static func own(_ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, _ caller: Caller) -> CertificateEntry? {
        let host = proxy.hostname.description
        let name =
            proxy.certName
            ?? snapshot.certificateNames(for: host)
            .filter { snapshot.certificateIntents[$0]?.value.domains == [host] && !snapshot.isOnDemand($0) }.min()
        guard let name, let entry = CertificateEntry(name, in: snapshot), caller.owns(entry.owner),
            !snapshot.proxies.contains(where: { $0.key != host && $0.value.value.certName == name })
        else { return nil }
        return entry
    }

    private static func freeName(_ host: String, _ snapshot: ConfigurationSnapshot) throws(Problem) -> String {
        let name = try CertificateRequest.name(for: host)
        // a-b.test and a.b.test would have the same.
        for number in 1...9 {
            let candidate = number == 1 ? name : name + "-\(number)"
            if CertificateEntry(candidate, in: snapshot) == nil { return candidate }
        }
        throw Problem(.conflict, "there are certificates '\(name)' to '\(name)-9' already")
    }

    private static func contact(_ email: String?) throws(Problem) -> String? {
        guard let email, !email.isEmpty else { return nil }
        do throws(SchemaProblem) {
            return try ValueSchema<String>.emailAddress.decode(.string(email), .request)
        } catch {
            throw Problem(.invalidContent, "the query parameter 'email': \(error.issues.first?.detail ?? "")")
        }
    }
}
