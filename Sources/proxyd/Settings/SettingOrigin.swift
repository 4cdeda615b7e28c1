/// Where a setting's value came from.
enum SettingOrigin: Sendable, Equatable, CustomStringConvertible {
    case flag(String)
    case environment(String)
    /// A line of the `.env` file of the working folder.
    case file(String)

    var description: String {
        switch self {
        case .flag(let flag): "set by \(flag)"
        case .environment(let name): "set by the environment variable \(name)"
        case .file(let name): "set by \(name) in .env"
        }
    }
}
