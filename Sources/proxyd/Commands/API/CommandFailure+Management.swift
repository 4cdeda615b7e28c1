internal import Egress
internal import FoundationEssentials
internal import ManagementAPI

extension CommandFailure {
    /// A call that failed: refused by the server, or no answer at all.
    init(_ failure: ManagementFailure) {
        switch failure {
        case .unreachable: self.init(.unreachable, "proxyd: \(failure)")
        case .refused(let refusal) where refusal.status == 401:
            self.init(.refused, "proxyd: \(failure)\n  \(Self.tokenRemedy)")
        case .refused: self.init(.refused, "proxyd: \(failure)")
        }
    }

    /// Where a token is taken from, and whether there is one.
    private static var tokenRemedy: String {
        let words = "Pass --token or set ADMIN_TOKEN"
        guard let settings = try? Settings(SettingSources.process()), settings.management.adminToken == nil,
            let folder = try? StateFolder.resolvedPath(settings.security)
        else { return words + "." }
        let path = StateFolder.adminTokenFile(in: folder).path
        let state =
            FileManager.default.isReadableFile(atPath: path) ? "which is no token of this node" : "which cannot be read"
        return "\(words); without them it is the one in '\(path)', \(state) (STATE_DIR names another folder)."
    }
}
