package import Egress

/// Finds where the TXT record of a challenge belongs: behind aliases, and in which zone.
package struct ChallengeLocator: Sendable {
    /// A name and the zone that holds it, both canonical.
    package struct Location: Sendable, Equatable {
        /// The name that the record must have.
        package let name: String
        /// The apex of its zone.
        package let zone: String
    }

    /// More aliases than that are taken for a circle.
    private static let longestChain = 10

    private let client: DNSClient

    /// Makes a locator that asks the client's servers.
    package init(client: DNSClient) { self.client = client }

    /// Follows the aliases of a name such as `_acme-challenge.example.com` and finds the zone of what they lead to.
    ///
    /// Authorities follow them the same way (RFC 8555 §8.4 by way of RFC 1034 §3.6.2), so that a name can be delegated to
    /// a zone that may be changed. Throws `zoneNotFound` for a circle, and when no zone but the root has the name.
    package func locate(_ name: String) async throws(DNSProviderFailure) -> Location {
        do throws(DNSFailure) {
            guard var target = DNSName.canonical(name) else { throw DNSFailure(.invalidName, name) }
            var seen: Set<String> = [target]
            while let alias = try await alias(of: target) {
                guard seen.count <= Self.longestChain, seen.insert(alias).inserted else {
                    return try circle(name)
                }
                target = alias
            }
            guard let zone = try await zone(of: target) else { return try missing(target) }
            return Location(name: target, zone: zone)
        } catch {
            throw DNSProviderFailure(lookUp: error)
        }
    }

    private func alias(of name: String) async throws(DNSFailure) -> String? {
        for record in try await client.query(name, .cname).records where record.name == name {
            if case .cname(let target) = record.content { return target }
        }
        return nil
    }

    /// The nearest apex at or above a name, told by SOA records; nil when only the root is there.
    private func zone(of name: String) async throws(DNSFailure) -> String? {
        var candidate = name
        while !candidate.isEmpty {
            let answer = try await client.query(candidate, .soa)
            // A negative answer names its zone in the authority section (RFC 2308 §3).
            for record in answer.records + answer.authority {
                if case .soa = record.content, !record.name.isEmpty, DNSName.isName(candidate, in: record.name) {
                    return record.name
                }
            }
            candidate = DNSName.parent(candidate) ?? ""
        }
        return nil
    }

    private func circle(_ name: String) throws(DNSFailure) -> Location {
        throw DNSFailure(.notInZone, "the aliases (CNAME) of \(name) lead in a circle")
    }

    private func missing(_ name: String) throws(DNSFailure) -> Location {
        throw DNSFailure(.notInZone, "no zone has the name \(name)")
    }
}
