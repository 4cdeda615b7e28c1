/// How often one stage of signing in was passed and refused.
package struct FlowCounter: Sendable, Equatable {
    /// The raw value of a `FlowStep.Stage`.
    package var stage: String
    /// Decisions to go on.
    package var accepted: Int
    /// Decisions that ended the way.
    package var refused: Int

    /// Makes a counter.
    package init(stage: String, accepted: Int, refused: Int) {
        self.stage = stage
        self.accepted = accepted
        self.refused = refused
    }
}
