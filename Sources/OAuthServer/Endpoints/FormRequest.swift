internal import ProxyModel

/// What all endpoints that take a form demand of it (RFC 6749 §3.2).
enum FormRequest {
    private static let maximumParameters = 50
    /// The parameters that may be there more than once (RFC 8707 §2).
    private static let repeatable: Set<String> = ["resource"]

    /// Checks the method, the media type, the number of parameters and that none but `resource` is repeated.
    ///
    /// Throws `invalid_request`, with 405 for another method.
    static func check(_ request: OAuthRequest) throws(OAuthError) {
        guard request.local.method == "POST" else {
            throw OAuthError(.invalidRequest, "this endpoint is called with POST", status: 405)
        }
        guard request.contentType == "application/x-www-form-urlencoded" else {
            throw OAuthError(
                .invalidRequest, "the body has to be a form: Content-Type: application/x-www-form-urlencoded")
        }
        let pairs = request.form.pairs
        guard pairs.count <= maximumParameters else {
            throw OAuthError(.invalidRequest, "the form has more than \(maximumParameters) parameters")
        }
        var seen: Set<String> = []
        for (name, _) in pairs where !seen.insert(name).inserted && !repeatable.contains(name) {
            throw OAuthError(.invalidRequest, "a parameter is there twice")
        }
    }
}
