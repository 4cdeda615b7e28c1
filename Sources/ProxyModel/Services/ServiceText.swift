/// A name with a text: a label or an argument of a build.
package struct ServiceText: Sendable, Hashable {
    /// The name.
    package var name: String
    /// The text, which anybody who may see the service may see.
    package var value: String

    /// Makes a pair.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
