package import ProxyModel

/// A request to the authorization server, taken apart.
package struct OAuthRequest: Sendable {
    /// The request as the data plane handed it over.
    package let local: LocalRequest
    /// The path without the query, as received.
    package let path: String
    /// The parameters of the query.
    package let query: OAuthParameters
    /// The form of the body; empty when the body is no form.
    package let form: OAuthParameters
    /// The media type of the body in lower case, without parameters; empty when there is none.
    package let contentType: String

    /// Takes a request apart; throws `invalid_request` for a query or form that cannot be decoded.
    package init(_ local: LocalRequest) throws(OAuthError) {
        self.local = local
        let parts = local.target.utf8.split(
            separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        self.path = parts.first.flatMap { String($0) } ?? "/"
        guard let query = OAuthParameters(encoded: parts.count > 1 ? Array(parts[1]) : []) else {
            throw OAuthError(.invalidRequest, "the query cannot be decoded")
        }
        self.query = query
        let type = local.headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        let media = type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        self.contentType = media
        guard media == "application/x-www-form-urlencoded" else {
            self.form = OAuthParameters()
            return
        }
        guard let form = OAuthParameters(encoded: local.body) else {
            throw OAuthError(.invalidRequest, "the form cannot be decoded")
        }
        self.form = form
    }

    /// Every value of a field, in order.
    package func fields(_ name: String) -> [String] {
        local.headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The value of a field that is there once; nil when it is absent or there twice.
    package func field(_ name: String) -> String? {
        let values = fields(name)
        return values.count == 1 ? values[0] : nil
    }

    /// The value of a cookie (RFC 6265 §4.2.1); the first one counts.
    package func cookie(_ name: String) -> String? {
        for field in fields("cookie") {
            for pair in field.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { continue }
                return String(parts[1])
            }
        }
        return nil
    }

    /// The origin that the client called, `https://host[:port]`.
    package var origin: String { local.scheme + "://" + local.authority }
}
