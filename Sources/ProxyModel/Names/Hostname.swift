/// A host name in its one canonical form: lower-case ASCII labels (IDN as punycode), no trailing dot.
///
/// Contract: 1 to 253 bytes; each label 1 to 63 bytes of `a-z0-9-` (and `_` inside), not beginning or ending with `-`
/// (RFC 1123 §2.1, RFC 5890 §2.3.1).
package struct Hostname: Sendable, Hashable, CustomStringConvertible {
    /// The canonical text.
    package let text: String

    package var description: String { text }

    /// Parses a host name and brings it into canonical form.
    ///
    /// Throws `HostnameProblem`, which says what is wrong and with which label.
    package init(_ input: String) throws(HostnameProblem) {
        text = try HostnameSyntax.canonical(input)
    }
}
