/// Why it cannot be told for certain which images a Dockerfile names.
struct DockerfileRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line that it is about, from 1; nil = the file as a whole.
    let line: Int?
    /// What is wrong, for people.
    let reason: String

    var description: String { (line.map { "line \($0): " } ?? "") + reason }

    init(_ line: Int?, _ reason: String) {
        self.line = line
        self.reason = reason
    }
}
