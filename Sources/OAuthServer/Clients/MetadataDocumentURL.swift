/// The form of client identifiers that are addresses (draft-ietf-oauth-client-id-metadata-document §3).
struct MetadataDocumentURL: Sendable {
    /// Whether a program on this machine may be named as well, over plain HTTP: for development, where the server is on
    /// loopback too.
    let allowsLoopback: Bool

    /// Whether an identifier is meant as the address of a document.
    func isAddress(_ id: String) -> Bool {
        id.hasPrefix("https://") || (allowsLoopback && RedirectURI.isLoopback(id))
    }

    /// Why an address cannot be an identifier, in words; nil when it can.
    func refusal(_ id: String) -> String? {
        guard id.utf8.count <= 2_048, ClientText.link(id) != nil, isAddress(id),
            let authorityStart = id.firstRange(of: "://")?.upperBound
        else { return "is not an https address" }
        guard !id.contains("#") else { return "has a fragment" }
        let rest = id[authorityStart...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { return "has user information" }
        guard RedirectURI.refusal("https://" + authority) == nil else { return "has an impossible host" }
        let path = rest[authority.endIndex...].prefix { $0 != "?" }
        guard path.hasPrefix("/") else { return "has no path" }
        for segment in path.lowercased().split(separator: "/", omittingEmptySubsequences: false) {
            let plain = segment.split(separator: "%2e", omittingEmptySubsequences: false).joined(separator: ".")
            guard plain != ".", plain != ".." else { return "has dot segments" }
        }
        return nil
    }
}
