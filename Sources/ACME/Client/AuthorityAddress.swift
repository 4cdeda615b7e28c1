/// Which addresses of an authority are spoken to.
enum AuthorityAddress {
    /// Whether an address may be asked: HTTPS (RFC 8555 §6.1), or plain HTTP where the directory itself is on loopback.
    static func isAllowed(_ address: String, directory: String) -> Bool {
        if hasScheme("https", address) { return true }
        return isLoopback(directory) && isLoopback(address)
    }

    private static func isLoopback(_ address: String) -> Bool {
        guard hasScheme("http", address) else { return false }
        let rest = address.dropFirst("http://".count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = rest.hasPrefix("[") ? rest.prefix { $0 != "]" } + "]" : rest.prefix { $0 != ":" }
        return ["127.0.0.1", "localhost", "[::1]"].contains(host)
    }

    private static func hasScheme(_ scheme: String, _ address: String) -> Bool {
        let prefix = scheme + "://"
        return address.prefix(prefix.count).lowercased() == prefix && address.count > prefix.count
    }
}
