internal import Egress
internal import FoundationEssentials
internal import ManagementAPI

extension CommandFailure {
    /// A call that failed: refused by the server, or no answer at all; a refused token is told from where it came.
    init(_ failure: ManagementFailure, words: [String] = CommandLine.arguments) {
        switch failure {
        case .unreachable: self.init(.unreachable, "proxyd: \(failure)")
        case .refused(let refusal) where refusal.status == 401:
            self.init(.refused, "proxyd: \(failure)\n  \(Self.tokenRemedy(words))")
        case .refused: self.init(.refused, "proxyd: \(failure)")
        }
    }

    /// Where the token was taken from, and what is wrong with it.
    private static func tokenRemedy(_ given: [String]) -> String {
        if CommandWords.regular(given).contains(where: { $0 == "--token" || $0.hasPrefix("--token=") }) {
            return "The token that was passed as an argument is no token of this node."
        }
        let words = "Pass --token or set ADMIN_TOKEN"
        guard let settings = try? Settings(SettingSources.process()) else { return words + "." }
        guard settings.management.adminToken == nil else { return "ADMIN_TOKEN is no token of this node." }
        guard let folder = try? StateFolder.resolvedPath(settings.security) else { return words + "." }
        let path = StateFolder.adminTokenFile(in: folder).path
        let state =
            FileManager.default.isReadableFile(atPath: path) ? "which is no token of this node" : "which cannot be read"
        return "\(words); without them it is the one in '\(path)', \(state) (STATE_DIR names another folder)."
    }
}
