/// How often one stage of signing in was passed and refused.
package struct FlowCounter: Sendable, Equatable {
    package var stage: String
    package var accepted: Int
    package var refused: Int

    /// Makes a counter.
    package init(stage: String, accepted: Int, refused: Int) {
        self.stage = stage
        self.accepted = accepted
        self.refused = refused
    }
}
