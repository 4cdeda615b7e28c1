/// What came of putting services on record again that were found at an engine.
package struct EngineAdoption: Sendable, Equatable {
    /// A service that stays an orphan.
    package struct Refusal: Sendable, Equatable {
        /// Its name.
        package let service: String
        /// Why, for operators.
        package let reason: String

        /// Makes an entry.
        package init(service: String, reason: String) {
            self.service = service
            self.reason = reason
        }
    }

    /// The names of those that are on record again, sorted.
    package var adopted: [String] = []
    /// Those that are not, sorted by name.
    package var refused: [Refusal] = []

    /// Makes the outcome of finding nothing.
    package init() {}
}
