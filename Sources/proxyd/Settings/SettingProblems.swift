/// Everything that is wrong with the settings, so that it can be put right in one go.
struct SettingProblems: Error, Equatable, CustomStringConvertible {
    /// At least one, in the order of the catalogue.
    let all: [SettingProblem]

    var description: String { all.map(\.description).joined(separator: "\n") }
}
