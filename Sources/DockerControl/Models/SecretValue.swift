/// A text that must not be seen: it prints as a placeholder and reflects as nothing.
package struct SecretValue: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

    /// Takes a text into custody.
    package init(_ text: String) { self.text = text }

    /// The text, for the request to the engine.
    package func reveal() -> String { text }
}
