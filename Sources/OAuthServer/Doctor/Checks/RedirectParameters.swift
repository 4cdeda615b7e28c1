/// The parameters in the query of an address that a browser is sent to.
struct RedirectParameters {
    /// The address without its query.
    let address: String
    private let parameters: OAuthParameters

    init(_ location: String) {
        let parts = location.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        address = parts.first.map(String.init) ?? ""
        parameters = (parts.count > 1 ? OAuthParameters(encoded: parts[1].utf8) : nil) ?? OAuthParameters()
    }

    /// The value of a parameter that is there once.
    subscript(name: String) -> String? {
        let values = parameters.all(name)
        return values.count == 1 ? values[0] : nil
    }
}
