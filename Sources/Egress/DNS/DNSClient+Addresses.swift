extension DNSClient {
    /// The addresses of a name, 4 or 16 bytes each, IPv4 first; empty when it has none.
    ///
    /// Aliases are followed by the server that is asked. Throws `DNSFailure` when neither kind could be asked for.
    package func addresses(of name: String, at servers: [DNSServer]? = nil) async throws(DNSFailure) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var failure: DNSFailure?
        for type in [DNSRecordType.a, .aaaa] {
            do throws(DNSFailure) {
                for record in try await query(name, type, at: servers).records {
                    switch record.content {
                    case .a(let address), .aaaa(let address): found.append(address)
                    default: break
                    }
                }
            } catch {
                guard error.code != .cancelled else { throw error }
                failure = error
            }
        }
        if found.isEmpty, let failure { throw failure }
        return found
    }
}
