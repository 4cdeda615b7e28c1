/// Which certificates, wanted or there, are for which names, without looking at all of them.
///
/// A change costs as much as the certificate has names, whatever the size of the index.
struct CertificateDomainIndex: Sendable {
    /// Nearly every name has one certificate: a set for each would be most of the memory.
    private enum Holders: Sendable {
        case one(String)
        case several(Set<String>)
    }

    private var holders: [String: Holders] = [:]

    /// Notes that a certificate which was for these names is for those from now on.
    mutating func move(_ certificate: String, from old: [String], to new: [String]) {
        guard old != new else { return }
        for domain in old where !new.contains(domain) { remove(certificate, domain) }
        for domain in new { insert(certificate, domain) }
    }

    /// The certificates for a name, in no order; a wildcard is a name like others.
    func certificates(for domain: String) -> [String] {
        switch holders[domain] {
        case .one(let name): [name]
        case .several(let names): Array(names)
        case nil: []
        }
    }

    private mutating func insert(_ certificate: String, _ domain: String) {
        switch holders[domain] {
        case nil: holders[domain] = .one(certificate)
        case .one(let name) where name != certificate: holders[domain] = .several([name, certificate])
        case .one: break
        case .several(let names): holders[domain] = .several(names.union([certificate]))
        }
    }

    private mutating func remove(_ certificate: String, _ domain: String) {
        switch holders[domain] {
        case .one(certificate): holders[domain] = nil
        case .several(var names):
            names.remove(certificate)
            holders[domain] = names.count == 1 ? names.first.map { .one($0) } : .several(names)
        case .one, nil: break
        }
    }
}
