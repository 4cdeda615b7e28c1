import Testing

extension EngineTests {
    /// The tests of the control of an engine: one at a time has it.
    @Suite(.serialized) struct Control {}
}
