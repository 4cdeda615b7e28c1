/// Finds the scopes: the ones asked for that the resources know, or all of theirs when none is left.
///
/// Unknown scopes are dropped and the token response says what was granted (RFC 6749 §3.3): clients ask for what they
/// read in one place and are answered in another. What the client registered is a ceiling.
struct ScopeCheck: AuthorizeCheck {
    /// Scopes that are about the authorization itself and not about a resource.
    static let general = ["offline_access", "profile"]

    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        let requested = try draft.parameters.single("scope") ?? ""
        guard requested.utf8.allSatisfy(Self.isAllowed) else {
            throw OAuthError(.invalidScope, "the scope has characters that scopes cannot have")
        }
        var known: [String] = []
        for scope in draft.resources.flatMap(\.scopes) where !known.contains(scope) { known.append(scope) }
        let ceiling = try self.ceiling(of: draft.client, known: known)
        let names = requested.split(separator: " ").map(String.init)
        var scopes: [String] = []
        for scope in names where ceiling.contains(scope) && !scopes.contains(scope) { scopes.append(scope) }
        if scopes.isEmpty { scopes = ceiling }
        draft.scopes = scopes + Self.general.filter { names.contains($0) && !scopes.contains($0) }
    }

    /// What the client may have at most: what it registered of the known scopes.
    ///
    /// A client that registered itself with none of them did so by guessing, and is not held to it; what an operator
    /// wrote down is meant.
    private func ceiling(of client: OAuthClient, known: [String]) throws(OAuthError) -> [String] {
        guard let registered = client.scopes else { return known }
        let ceiling = known.filter(registered.contains)
        guard ceiling.isEmpty, !known.isEmpty else { return ceiling }
        guard client.source != .configuration else {
            throw OAuthError(.invalidScope, "the client is registered for none of the scopes of the resource")
        }
        return known
    }

    /// RFC 6749 §3.3, `scope-token`, and the space between two.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
