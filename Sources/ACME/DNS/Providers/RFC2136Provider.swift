package import Egress

/// A name server that takes dynamic updates (RFC 2136), signed by TSIG if there is a key.
package struct RFC2136Provider: DNSProvider {
    private let client: DNSClient
    private let server: DNSServer?
    private let key: TSIGKey?

    /// Makes a provider; without a server, updates go to the one that the zone's SOA record names.
    package init(client: DNSClient, server: DNSServer?, key: TSIGKey?) {
        self.client = client
        self.server = server
        self.key = key
    }

    package func add(_ record: TXTRecord) async throws(DNSProviderFailure) {
        try await update(record, .add(name: record.name, value: record.value, ttl: record.ttl))
    }

    package func remove(_ record: TXTRecord) async throws(DNSProviderFailure) {
        try await update(record, .remove(name: record.name, value: record.value))
    }

    private func update(_ record: TXTRecord, _ change: DNSUpdate.Change) async throws(DNSProviderFailure) {
        do throws(DNSFailure) {
            let primary = if let server { [server] } else { try await primaries(of: record.zone) }
            var last = DNSFailure(.noServers, "the primary server of \(record.zone) has no address")
            for server in primary {
                do throws(DNSFailure) {
                    return try await client.update(
                        DNSUpdate(zone: record.zone, changes: [change]), at: server, signedWith: key)
                } catch {
                    // Only a server that was not reached leaves it open whether another one would do.
                    guard error.code == .unreachable else { throw error }
                    last = error
                }
            }
            throw last
        } catch {
            throw DNSProviderFailure(error)
        }
    }

    /// The addresses of the server that a zone's SOA record names (RFC 2136 §4.3).
    private func primaries(of zone: String) async throws(DNSFailure) -> [DNSServer] {
        let answer = try await client.query(zone, .soa)
        for record in answer.records {
            if case .soa(let primary, _) = record.content {
                return try await client.addresses(of: primary).compactMap { DNSServer(address: $0) }
            }
        }
        return []
    }
}
