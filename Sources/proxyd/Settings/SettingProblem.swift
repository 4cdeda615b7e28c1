/// Why the settings are refused, in one line; the process exits with status 2 before anything is bound.
struct SettingProblem: Error, Equatable, CustomStringConvertible {
    let name: String
    let reason: String
    let example: String?
    let origin: SettingOrigin?

    var description: String {
        var line = "\(name): \(reason)"
        if let example { line += "; for example \(name)=\(example)" }
        if let origin { line += " (\(origin))" }
        return line
    }
}
