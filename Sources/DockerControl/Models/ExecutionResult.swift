/// What became of a program that was run inside of a container.
package struct ExecutionResult: Sendable, Equatable {
    /// Its exit code.
    package let exitCode: Int
    /// What it wrote to its output.
    package let output: [UInt8]
    /// What it wrote to its error output.
    package let errors: [UInt8]
    /// Whether it wrote more than was kept.
    package let isCut: Bool
}
