/// Fields that a proxy adds or replaces: towards the upstream, and towards the client (on every answer, errors too).
package struct HeaderEdits: Sendable, Equatable {
    package var request: [Header] = []
    package var response: [Header] = []

    /// No edits.
    package init() {}
}
