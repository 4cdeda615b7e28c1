internal import ProxyModel

/// The parameters of a query or a form, in their order, with every copy of a name kept (RFC 6749 §3.1: a parameter must
/// not be there twice, so whoever reads one has to see that).
package struct OAuthParameters: Sendable {
    /// More parameters than this are a parse failure.
    static let limit = 200

    /// Every parameter in its order, repeated ones included.
    package private(set) var pairs: [(name: String, value: String)]

    /// Parameters that are there already.
    package init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// Parses `application/x-www-form-urlencoded` (WHATWG URL §5.1, but strict); nil for a broken escape, text that is
    /// not UTF-8, a NUL, and too many parameters.
    package init?(encoded text: some Sequence<UInt8>) {
        var pairs: [(name: String, value: String)] = []
        for pair in Array(text).split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Self.limit else { return nil }
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : []) else {
                return nil
            }
            pairs.append((name, value))
        }
        self.pairs = pairs
    }

    /// Every value of a name, in order.
    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// The value of a name that may be there once; nil when it is absent or empty (RFC 6749 §3.1 treats both alike).
    ///
    /// Throws `invalid_request` when it is there more than once.
    package func single(_ name: String) throws(OAuthError) -> String? {
        let values = all(name)
        guard values.count < 2 else { throw OAuthError(.invalidRequest, "the parameter \(name) is there twice") }
        guard let value = values.first, !value.isEmpty else { return nil }
        return value
    }

    /// The value of a name that must be there once.
    ///
    /// Throws `invalid_request` when it is missing, empty or there more than once.
    package func required(_ name: String) throws(OAuthError) -> String {
        guard let value = try single(name) else {
            throw OAuthError(.invalidRequest, "the parameter \(name) is missing")
        }
        return value
    }

    /// The text of a query or form with these parameters.
    package var encoded: String {
        pairs.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
    }

    private static func decoded(_ text: some Collection<UInt8>) -> String? {
        guard let text = PercentEncoding.decode(text, plusIsSpace: true), !text.utf8.contains(0) else { return nil }
        return text
    }
}
