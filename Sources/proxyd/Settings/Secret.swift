/// A text that must not be seen: it prints as a placeholder and reflects as nothing.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

    /// Takes a text into custody.
    package init(_ text: String) { self.text = text }

    /// The text, for the one place that has to send or write it.
    package func reveal() -> String { text }
}
