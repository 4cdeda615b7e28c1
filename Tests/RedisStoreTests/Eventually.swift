import Testing

/// Waits until a condition holds; records an issue after half a minute.
///
/// An error counts as not yet.
func eventually(
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
        if (try? await condition()) == true { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("the condition did not come to hold", sourceLocation: sourceLocation)
}
