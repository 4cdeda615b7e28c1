package import ProxyModel
internal import Reactor

/// Which certificates there are for a server name, without the certificates themselves.
///
/// A change costs as much as the certificate has names, whatever the size of the index.
package struct CertificateIndex {
    private struct Entry {
        let name: String
        let domains: [String]
        let family: TLSKeyType.Family
        let notAfter: Int64
    }

    private var entries: [Entry?] = []
    private var vacancies: [UInt32] = []
    private var positions: [String: UInt32] = [:]
    private var domains: [String: CertificatePositions] = [:]
    private var pins: [String: String] = [:]

    /// An index that knows no certificate yet.
    package init() {}

    /// How many certificates the index knows.
    package var count: Int { positions.count }

    /// Adds a certificate, in place of an earlier one of the same name.
    package mutating func put(_ record: CertificateRecord) {
        remove(record.name)
        let family = TLSKeyType.Family(recordKeyType: record.keyType)
        let entry = Entry(name: record.name, domains: record.domains, family: family, notAfter: record.notAfter)
        let position = vacancies.popLast() ?? UInt32(entries.count)
        if Int(position) == entries.count { entries.append(entry) } else { entries[Int(position)] = entry }
        positions[record.name] = position
        for domain in record.domains {
            domains[domain, default: CertificatePositions()].insert(position)
        }
    }

    /// Forgets a certificate; one that is not known is no error.
    package mutating func remove(_ name: String) {
        guard let position = positions.removeValue(forKey: name), let entry = entries[Int(position)] else { return }
        entries[Int(position)] = nil
        vacancies.append(position)
        for domain in entry.domains {
            domains[domain]?.remove(position)
            if domains[domain]?.isEmpty == true { domains[domain] = nil }
        }
    }

    /// Ties a host pattern (`example.com`, `*.example.com`) to one certificate by name; nil unties it.
    package mutating func pin(_ pattern: String, to name: String?) { pins[pattern] = name }

    /// The certificate that a host is tied to, if it is there.
    private func pinned(_ serverName: String) -> CertificateCandidates? {
        var pattern = serverName
        var rest = Substring(serverName)
        while true {
            if let name = pins[pattern], let position = positions[name], let entry = entries[Int(position)] {
                return candidates(entry)
            }
            guard let dot = rest.firstIndex(of: ".") else { return nil }
            rest = rest[rest.index(after: dot)...]
            pattern = "*." + rest
        }
    }

    private func candidates(_ entry: Entry) -> CertificateCandidates {
        var candidates = CertificateCandidates()
        switch entry.family {
        case .ecdsa: candidates.ecdsa = entry.name
        case .rsa: candidates.rsa = entry.name
        case .ed25519: candidates.ed25519 = entry.name
        }
        return candidates
    }

    /// The certificates for a host name in lower case: the one it is tied to, else those for the very name, else those for a wildcard in place of
    /// its first label (RFC 9525 section 6.3), else none.
    package func candidates(for serverName: String) -> CertificateCandidates {
        if !pins.isEmpty, let pinned = pinned(serverName) { return pinned }
        if let exact = domains[serverName] { return best(of: exact) }
        guard let dot = serverName.firstIndex(of: "."), dot != serverName.startIndex else {
            return CertificateCandidates()
        }
        guard let wildcard = domains["*" + serverName[dot...]] else { return CertificateCandidates() }
        return best(of: wildcard)
    }

    /// For each key family the certificate that is valid longest, or the first by name if two are.
    private func best(of positions: CertificatePositions) -> CertificateCandidates {
        var ecdsa: UInt32?
        var rsa: UInt32?
        var ed25519: UInt32?
        positions.forEach { position in
            switch entries[Int(position)]?.family {
            case .ecdsa: ecdsa = better(position, ecdsa)
            case .rsa: rsa = better(position, rsa)
            case .ed25519: ed25519 = better(position, ed25519)
            case nil: break
            }
        }
        return CertificateCandidates(ecdsa: name(ecdsa), rsa: name(rsa), ed25519: name(ed25519))
    }

    private func better(_ position: UInt32, _ rivalPosition: UInt32?) -> UInt32 {
        guard let rivalPosition, let rival = entries[Int(rivalPosition)], let entry = entries[Int(position)] else {
            return position
        }
        return (rival.notAfter, entry.name) < (entry.notAfter, rival.name) ? position : rivalPosition
    }

    private func name(_ position: UInt32?) -> String? {
        position.flatMap { entries[Int($0)]?.name }
    }
}

extension TLSKeyType.Family {
    /// The family that a record's `keyType` names; anything but `rsa` and `ed25519` is ECDSA.
    init(recordKeyType: String) {
        switch recordKeyType {
        case "rsa": self = .rsa
        case "ed25519": self = .ed25519
        default: self = .ecdsa
        }
    }
}
