/// Fields that a proxy adds or replaces: towards the upstream, and towards the client (on every answer, errors too).
package struct HeaderEdits: Sendable, Equatable {
    /// Fields set on requests to the upstream.
    package var request: [Header] = []
    /// Fields set on every answer to the client.
    package var response: [Header] = []

    /// No edits.
    package init() {}
}
