/// One header field that the configuration sets.
package struct Header: Sendable, Hashable {
    /// A token (RFC 9110 §5.1), as it is written.
    package var name: String
    /// Without line breaks and without white space at the ends.
    package var value: String

    /// Makes a field; the caller has checked that the name is a token and the value has no control bytes.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
