package import Egress
internal import ProxyModel

/// Whether a name leads to this server: for challenges that an authority fetches from it.
package struct AddressCheck: Sendable {
    private let client: DNSClient

    /// Makes a check that asks the client's servers.
    package init(client: DNSClient) { self.client = client }

    /// What is wrong with the addresses of a name; `own` are ours, empty = unknown.
    package func findings(_ name: String, own: [[UInt8]]) async -> [PreflightFinding] {
        if let address = AddressBlock(name) { return Self.compare(name, [address.address], own) }
        do throws(DNSFailure) {
            let addresses = try await client.addresses(of: name)
            guard !addresses.isEmpty else { return [try await nothing(name)] }
            return Self.compare(name, addresses, own)
        } catch {
            return [Self.finding(name, error)]
        }
    }

    /// What is wrong with addresses that were found.
    static func compare(_ name: String, _ found: [[UInt8]], _ own: [[UInt8]]) -> [PreflightFinding] {
        let foreign = found.filter { !own.contains($0) }
        guard !own.isEmpty, !foreign.isEmpty else { return [] }
        let list = text(foreign)
        if foreign.count < found.count {
            return [
                PreflightFinding(
                    .ownAddress, name, .warning,
                    "'\(name)' also points to \(list), which is not this server: the authority may ask there. "
                        + "Remove the A or AAAA record if nothing there answers for us.")
            ]
        }
        return [
            PreflightFinding(
                .ownAddress, name, .blocking,
                "'\(name)' points to \(list), but this server has \(text(own)). Change the A and AAAA records, or use "
                    + "a dns challenge.")
        ]
    }

    private func nothing(_ name: String) async throws(DNSFailure) -> PreflightFinding {
        let isThere = try await client.query(name, .a).outcome != .noSuchName
        let words =
            isThere
            ? "'\(name)' has neither an A nor an AAAA record."
            : "'\(name)' does not exist in the DNS (NXDOMAIN)."
        return PreflightFinding(
            .resolution, name, .blocking, words + " Add one that points to this server, or use a dns challenge.")
    }

    private static func finding(_ name: String, _ failure: DNSFailure) -> PreflightFinding {
        switch failure.code {
        case .serverFailure:
            PreflightFinding(
                .resolution, name, .blocking,
                "The name servers of '\(name)' fail (SERVFAIL): its zone is broken, or its DNSSEC signatures are.")
        case .invalidName:
            PreflightFinding(.resolution, name, .blocking, "'\(name)' is not a name of the DNS.")
        default:
            PreflightFinding(
                .resolution, name, .warning, "The addresses of '\(name)' cannot be looked up from here: \(failure).")
        }
    }

    private static func text(_ addresses: [[UInt8]]) -> String {
        addresses.compactMap { AddressBlock(bytes: $0)?.description }.joined(separator: ", ")
    }
}
