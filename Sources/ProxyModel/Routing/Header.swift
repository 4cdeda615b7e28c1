/// One header field that the configuration sets.
package struct Header: Sendable, Hashable {
    package var name: String
    package var value: String

    /// Makes a field; the caller has checked that the name is a token and the value has no control bytes.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
