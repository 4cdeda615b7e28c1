internal import ACME
internal import ProxyModel

/// The certificate that a host is served with, or will be, as proxies are shown with it.
struct ProxyCertificate: Sendable {
    /// What is said where no certificate is to be shown.
    private let word: String
    /// Why there is none and none is coming; nil = that is not so.
    private let reason: String?
    /// nil = none is needed, or none is there and none is coming.
    let state: CertificateState?
    /// Whether what went wrong is the caller's to know.
    private let isOwn: Bool

    /// The certificates of several hosts, in their order; their progress is read at once.
    static func all(_ proxies: [ProxyTarget], _ call: OperationCall) async throws(Problem) -> [ProxyCertificate] {
        let snapshot = try call.snapshot()
        let now = call.now
        let uses = proxies.map { HostCertificate($0, snapshot, now: now) }
        let entries = zip(proxies, uses).map { proxy, use -> CertificateEntry? in
            switch use {
            case .existing(let name), .pending(let name): CertificateEntry(name, in: snapshot)
            case .missing: latest(proxy, snapshot)
            case .notRequired, .localCA, .onDemand, .wanted: nil
            }
        }
        let found = entries.compactMap(\.self)
        let states: [CertificateState]
        do throws(Problem) {
            states = try await CertificateState.all(found, call)
        } catch {
            // A proxy is shown from the configuration in force, also while nobody can tell how far a certificate is.
            states = found.map { CertificateState(entry: $0, issuance: nil, now: now) }
        }
        let byName = Dictionary(states.map { ($0.entry.name, $0) }, uniquingKeysWith: { first, _ in first })
        var shown: [ProxyCertificate] = []
        for (index, use) in uses.enumerated() {
            let entry = entries[index]
            var reason: String?
            if case .missing = use { reason = try MissingCertificate.reason(proxies[index], snapshot, call) }
            shown.append(
                ProxyCertificate(
                    word: use.told.status, reason: reason, state: entry.flatMap { byName[$0.name] },
                    isOwn: entry.map { call.caller.owns($0.owner) } ?? false))
        }
        return shown
    }

    /// What is still served where nothing valid is there: the one that ended last.
    private static func latest(_ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot) -> CertificateEntry? {
        snapshot.certificateNames(covering: proxy.hostname).compactMap { snapshot.certificates[$0]?.value }
            .filter { $0.covers(proxy.hostname) }
            .max { ($0.notAfter, $1.name) < ($1.notAfter, $0.name) }
            .flatMap { CertificateEntry($0.name, in: snapshot) }
    }

    /// One word: that of the certificate, or why there is none.
    var status: String { state?.status ?? word }

    /// The certificate itself; null where there is none and none is coming.
    var json: JSONValue {
        guard let state else { return .null }
        return .object([
            "cert_name": .string(state.entry.name), "status": .string(state.status),
            "issuer": .text(state.entry.record?.issuer),
            "expires_at": state.entry.record.map { .time($0.notAfter) } ?? .null,
            "days_left": state.daysLeft.map { .integer($0) } ?? .null, "expired": .bool(state.isExpired),
            "next_renewal": state.nextRenewal.map { .time($0) } ?? .null,
            "next_attempt": state.nextAttempt.map { .time($0) } ?? .null,
            "last_error": .text(isOwn ? state.failure?.words : nil),
        ])
    }

    /// Why there is none and none is coming; null where that is not so.
    var reasonJSON: JSONValue { .text(reason) }

    /// A proxy with what is said of its certificate.
    func added(to proxy: JSONObject) -> JSONObject {
        var object = proxy
        object.append("certificate_status", .string(status))
        object.append("certificate_reason", reasonJSON)
        object.append("certificate", json)
        return object
    }

    /// The members that proxies are shown with.
    static let definitions: JSONObject = [
        "certificate_status": ["type": "string", "enum": .texts(words)],
        "certificate_reason": reasonDefinition, "certificate": definition,
    ]
    static let memberNames = Set(definitions.members.map(\.name))

    /// How the reason is shown.
    static let reasonDefinition: JSONValue = [
        "type": ["string", "null"],
        "description": "Why there is no certificate and none is coming, and what helps; null where that is not so.",
    ]

    /// How the certificate itself is shown.
    static let definition: JSONValue = [
        "type": ["object", "null"],
        "properties": [
            "cert_name": JSONSchema.text, "status": ["type": "string", "enum": .texts(CertificateState.words)],
            "issuer": JSONSchema.nullableText, "expires_at": nullableTime,
            "days_left": ["type": ["integer", "null"]], "expired": JSONSchema.flag, "next_renewal": nullableTime,
            "next_attempt": nullableTime, "last_error": JSONSchema.nullableText,
        ],
    ]

    private static let words = ["not_required", "local_ca", "on_demand", "missing"] + CertificateState.words
    private static let nullableTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]
}
