internal import ProxyModel

/// A certificate as operations know it: what is wanted, what is there, or both, under one name.
struct CertificateEntry: Sendable {
    let name: String
    /// What is wanted; nil for a certificate that was brought.
    let intent: CertificateIntent?
    /// What is there; nil before anything was issued.
    let record: CertificateRecord?
    /// The revision that changed either of them last.
    let revision: Revision

    /// nil when there is nothing of that name.
    init?(_ name: String, in snapshot: ConfigurationSnapshot) {
        let (intent, record) = (snapshot.certificateIntents[name], snapshot.certificates[name])
        guard let newest = [intent?.revision, record?.revision].compactMap(\.self).max() else { return nil }
        self.name = name
        self.intent = intent?.value
        self.record = record?.value
        revision = newest
    }

    /// A certificate that was brought.
    init(brought record: CertificateRecord, _ revision: Revision) {
        name = record.name
        intent = nil
        self.record = record
        self.revision = revision
    }

    /// Name of the token that owns it; nil = admin.
    var owner: String? { intent != nil ? intent?.owner : record?.owner }

    /// The names that it is for: the wanted ones where they differ from those at hand.
    var domains: [String] { intent?.domains ?? record?.domains ?? [] }

    /// Deletes what is wanted and what is there; what was put for an authority goes when the issuance is forgotten.
    func delete(in draft: inout ConfigurationDraft) {
        if intent != nil { draft.delete(.certificateIntents, name) }
        if record != nil { draft.delete(.certificates, name) }
    }
}

extension ConfigurationSnapshot {
    /// A certificate of the caller's; a 404 for what is not there and for what is somebody else's.
    func certificateEntry(_ name: String, for caller: Caller) throws(Problem) -> CertificateEntry {
        guard let entry = CertificateEntry(name, in: self), caller.owns(entry.owner) else {
            throw Problem(.notFound, "there is no certificate '\(name)'")
        }
        return entry
    }

    /// Whether a handshake brought the certificate about, so that it ends by itself.
    func isOnDemand(_ name: String) -> Bool { certificateIntents[name]?.value.isOnDemand == true }

    /// The names of the caller's certificates, wanted or there, in no order.
    func certificateNames(of caller: Caller) -> [String] {
        guard caller.isAdmin else { return certificateNames { caller.owns($0) } }
        // Of a hundred thousand, every record that need not be looked at counts.
        return Array(certificateIntents.keys) + certificates.keys.filter { certificateIntents.index(forKey: $0) == nil }
    }

    /// The certificates of an owner, wanted or there, by name.
    func certificateEntries(where isOwned: (String?) -> Bool) -> [CertificateEntry] {
        certificateNames(where: isOwned).sorted().compactMap { CertificateEntry($0, in: self) }
    }

    /// The proxies whose hosts a certificate for these names covers, in no order.
    func proxies(coveredBy domains: [String]) -> [ProxyTarget] {
        guard domains.contains(where: { $0.hasPrefix("*.") }) else {
            return Set(domains).compactMap { proxies[$0]?.value }.filter { $0.hostname.isCovered(by: domains) }
        }
        return proxies.values.map(\.value).filter { $0.hostname.isCovered(by: domains) }
    }

    private func certificateNames(where isOwned: (String?) -> Bool) -> [String] {
        var names: [String] = []
        for (name, stored) in certificateIntents where isOwned(stored.value.owner) { names.append(name) }
        for (name, stored) in certificates where certificateIntents[name] == nil && isOwned(stored.value.owner) {
            names.append(name)
        }
        return names
    }
}
