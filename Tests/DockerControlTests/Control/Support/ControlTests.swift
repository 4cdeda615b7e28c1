import Testing

extension EngineTests {
    /// The tests of the control of an engine: containers have names of their services, so one test runs at a time.
    @Suite(.serialized) struct Control {}
}
