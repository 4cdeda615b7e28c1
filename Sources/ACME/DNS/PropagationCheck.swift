package import Egress

/// Waits until a record is on every authoritative server of its zone: an authority may ask any of them.
package struct PropagationCheck: Sendable {
    /// A server that has not answered this often in a row is no longer waited for.
    private static let patience = 3

    private let client: DNSClient
    private let port: UInt16
    private let pause: Duration

    /// Makes a check; `pause` lies between two rounds, `port` is where zones' servers listen.
    package init(client: DNSClient, port: UInt16 = 53, pause: Duration = .seconds(2)) {
        self.client = client
        self.port = port
        self.pause = pause
    }

    /// What one server, by its name, shows.
    enum Sight: Sendable {
        case present, absent, silent
    }

    /// A name server and what it showed last.
    struct Server: Sendable {
        let name: String
        let addresses: [DNSServer]
        var silence = 0
        var sight = Sight.absent

        /// Whether it need not be asked again.
        var isSettled: Bool { sight == .present || silence >= PropagationCheck.patience }
    }

    /// Returns when every server that answers has the record; throws `notPropagated`, with the servers' names, after
    /// `timeout`.
    ///
    /// A server whose addresses all stay silent is left out after three rounds, unless none is left then.
    package func wait(for record: TXTRecord, timeout: Duration) async throws(DNSProviderFailure) {
        try await wait(for: record, at: try await servers(of: record.zone), timeout: timeout)
    }

    /// The same at servers that are known.
    func wait(for record: TXTRecord, at servers: [Server], timeout: Duration) async throws(DNSProviderFailure) {
        let deadline = ContinuousClock.now + timeout
        var servers = servers
        while true {
            servers = await look(record, servers)
            if Task.isCancelled { throw DNSProviderFailure(.cancelled) }
            if servers.allSatisfy(\.isSettled), servers.contains(where: { $0.sight == .present }) { return }
            let isHopeless = servers.allSatisfy { $0.sight == .silent && $0.isSettled }
            guard ContinuousClock.now + pause < deadline, !isHopeless else { throw failure(record, servers) }
            do { try await Task.sleep(for: pause) } catch { throw DNSProviderFailure(.cancelled) }
        }
    }

    /// The servers that a zone names as its own; throws `notPropagated` when there are none, and what the DNS throws.
    func servers(of zone: String) async throws(DNSProviderFailure) -> [Server] {
        var servers: [Server] = []
        do throws(DNSFailure) {
            for record in try await client.query(zone, .ns).records {
                guard case .ns(let name) = record.content else { continue }
                let addresses = (try? await client.addresses(of: name)) ?? []
                servers.append(
                    Server(name: name, addresses: addresses.compactMap { DNSServer(address: $0, port: port) }))
            }
        } catch {
            throw DNSProviderFailure(lookUp: error)
        }
        guard !servers.isEmpty else {
            throw DNSProviderFailure(.notPropagated, "the servers of the zone \(zone) have no addresses")
        }
        return servers
    }

    /// Asks every server that is not settled.
    private func look(_ record: TXTRecord, _ servers: [Server]) async -> [Server] {
        await withTaskGroup(of: (Int, Sight).self) { group in
            for (index, server) in servers.enumerated() where !server.isSettled {
                group.addTask { (index, await sight(of: record, at: server.addresses)) }
            }
            var servers = servers
            for await (index, sight) in group {
                servers[index].sight = sight
                servers[index].silence = sight == .silent ? servers[index].silence + 1 : 0
            }
            return servers
        }
    }

    /// Present when all addresses that answer have it: one of them may not be reachable from here, such as IPv6.
    private func sight(of record: TXTRecord, at addresses: [DNSServer]) async -> Sight {
        var answers: [Bool] = []
        for address in addresses {
            guard let answer = try? await client.query(record.name, .txt, at: [address], isRecursive: false) else {
                continue
            }
            answers.append(answer.records.contains { $0.content == .txt(Array(record.value.utf8)) })
        }
        return answers.isEmpty ? .silent : answers.allSatisfy { $0 } ? .present : .absent
    }

    private func failure(_ record: TXTRecord, _ servers: [Server]) -> DNSProviderFailure {
        let absent = servers.filter { $0.sight == .absent }.map(\.name)
        let silent = servers.filter { $0.sight == .silent }.map(\.name)
        var parts: [String] = []
        if !absent.isEmpty { parts.append("\(absent.joined(separator: ", ")) does not have it") }
        if !silent.isEmpty { parts.append("\(silent.joined(separator: ", ")) does not answer") }
        return DNSProviderFailure(.notPropagated, "\(record.name): " + parts.joined(separator: "; "))
    }
}
