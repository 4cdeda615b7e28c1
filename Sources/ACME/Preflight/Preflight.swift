package import Egress
internal import ProxyModel

/// The checks before ordering: what an authority would refuse is said at once, and costs no failed validation.
package struct Preflight: Sendable {
    private let fetcher: HTTPFetcher
    let client: DNSClient
    private let httpPort: UInt16

    /// Makes the checks; authorities ask for http-01 at port 80.
    package init(fetcher: HTTPFetcher, client: DNSClient, httpPort: UInt16 = 80) {
        self.fetcher = fetcher
        self.client = client
        self.httpPort = httpPort
    }

    /// Everything found, in the order of the names; empty when nothing speaks against ordering.
    ///
    /// It takes seconds at most: names are checked at the same time, and each look has its own deadline.
    package func findings(_ request: PreflightRequest) async -> [PreflightFinding] {
        await withTaskGroup(of: (Int, [PreflightFinding]).self) { group in
            for (index, name) in request.names.enumerated() {
                group.addTask { (index, await findings(name, request)) }
            }
            var found: [(Int, [PreflightFinding])] = []
            for await result in group { found.append(result) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func findings(_ name: String, _ request: PreflightRequest) async -> [PreflightFinding] {
        // Nothing else needs to be said of a name that nobody outside can ask for.
        if request.isAuthorityPublic, let finding = PublicNameCheck.finding(name) { return [finding] }
        var findings: [PreflightFinding] = []
        switch request.challengeType {
        case "dns-01", "dns-persist-01": findings += await zone(name, request)
        default: findings += await reach(name, request)
        }
        if let finding = await CAACheck(client: client).finding(name, request) { findings.append(finding) }
        return findings
    }

    /// Whether requests for a name arrive here.
    private func reach(_ name: String, _ request: PreflightRequest) async -> [PreflightFinding] {
        let addresses = await AddressCheck(client: client).findings(name, own: request.ownAddresses)
        guard request.challengeType == "http-01", let probe = request.probe else { return addresses }
        let allowed = request.ownAddresses.compactMap { AddressBlock(bytes: $0) }
        let policy = request.isAuthorityPublic ? EgressPolicy.publicAddresses(allowing: allowed) : .trusted
        let check = OwnChallengeCheck(fetcher: fetcher, port: httpPort)
        guard let finding = await check.finding(name, probe, policy: policy) else {
            // Our own answer came back, so that an unknown address in between does not matter.
            return addresses.filter { $0.check != .ownAddress || $0.severity == .warning }
        }
        return addresses.contains { $0.check == .resolution } ? addresses : addresses + [finding]
    }

    /// Whether there is a zone for the record of a dns challenge.
    private func zone(_ name: String, _ request: PreflightRequest) async -> [PreflightFinding] {
        let host = name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
        let prefix = request.challengeType == "dns-01" ? "_acme-challenge." : "_validation-persist."
        do throws(DNSProviderFailure) {
            _ = try await ChallengeLocator(client: client).locate(prefix + host)
            return []
        } catch {
            guard error.code != .cancelled else { return [] }
            let isCertain = error.code == .zoneNotFound || error.code == .misconfigured
            return [
                PreflightFinding(
                    .dnsZone, name, isCertain ? .blocking : .warning,
                    "The zone for the record \(prefix)\(host) cannot be found: \(error).")
            ]
        }
    }
}
