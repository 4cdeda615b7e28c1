/// The address of an MCP server as somebody types it into a client.
package struct DoctorTarget: Sendable, Equatable {
    /// As typed.
    package let url: String
    /// Scheme and authority, in lower case and without the default port.
    package let origin: String
    /// The host, in lower case.
    package let host: String
    /// As typed; empty when there is none.
    let path: String

    /// Takes an absolute `http` or `https` address apart; nil for anything else, and with a query or a fragment.
    package init?(_ url: String) {
        guard let address = ResourceURI(url) else { return nil }
        self.url = url
        origin = address.origin
        host = address.host
        path = address.path + (url.hasSuffix("/") ? "/" : "")
    }

    var isEncrypted: Bool { origin.hasPrefix("https://") }

    /// Whether the host always means the machine itself (RFC 6761 §6.3).
    var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || host.hasPrefix("127.")
    }

    /// The same address with a slash at its end, or without.
    var otherSpelling: String { url.hasSuffix("/") ? String(url.dropLast()) : url + "/" }

    /// Where a document about this address is: the well-known path goes before its own (RFC 8414 §3.1, RFC 9728 §3.1).
    func wellKnown(_ name: String) -> String { origin + "/.well-known/" + name + (path == "/" ? "" : path) }
}
