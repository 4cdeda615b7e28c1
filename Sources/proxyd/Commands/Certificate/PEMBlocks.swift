/// The blocks of a PEM file (RFC 7468), which may hold chain and key together.
enum PEMBlocks {
    /// The certificates, or everything else; the whole text when there is no block of the kind, for the server to judge.
    static func only(certificates wanted: Bool, in text: String) -> String {
        var kept: [Substring] = []
        var isKept = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("-----BEGIN ") { isKept = line.contains("CERTIFICATE-----") == wanted }
            if isKept { kept.append(line) }
            if line.hasPrefix("-----END ") { isKept = false }
        }
        return kept.isEmpty ? text : kept.joined(separator: "\n") + "\n"
    }
}
