internal import Egress
internal import ManagementAPI

extension CommandFailure {
    /// A call that failed: refused by the server, or no answer at all.
    init(_ failure: ManagementFailure) {
        switch failure {
        case .unreachable: self.init(.unreachable, "proxyd: \(failure)")
        case .refused(let refusal) where refusal.status == 401:
            self.init(
                .refused,
                "proxyd: \(failure)\n  Pass --token, set ADMIN_TOKEN, or run where STATE_DIR/admin-token can be read.")
        case .refused: self.init(.refused, "proxyd: \(failure)")
        }
    }
}
