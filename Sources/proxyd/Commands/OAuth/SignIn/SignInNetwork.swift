internal import Egress
internal import OAuthServer
internal import ProxyModel

/// Signing in by the HTTP client of the control plane.
enum SignInNetwork {
    /// The client's side; `caFile` names authorities (PEM) instead of the system's.
    static func deviceSignIn(caFile: String?) throws(FetchFailure) -> DeviceSignIn {
        let network = OAuthDoctorNetwork(fetcher: try fetcher.get(), caFile: caFile).network
        return DeviceSignIn(
            send: network.send, pause: { try await Task.sleep(for: $0) }, now: { CertificateSource.now })
    }

    /// Lives as long as the process: OpenSSL must not be taken down by the exit while the fetcher's thread uses it.
    private static let fetcher = Result { () throws(FetchFailure) in try HTTPFetcher() }
}

extension CommandFailure {
    /// A sign-in that failed.
    init(_ failure: DeviceSignInFailure, at address: String, caFile: String? = nil) {
        switch failure {
        case .unreachable(let reason) where reason.contains("subject name"):
            self.init(
                .unreachable,
                """
                proxyd: \(failure)
                  No proxy serves that host, or it has no certificate of its own: proxyd proxy list
                """)
        case .unreachable(let reason) where caFile == nil && reason.contains(FetchFailure.Code.tlsFailed.rawValue):
            self.init(
                .unreachable,
                """
                proxyd: \(failure)
                  An authority of one's own is named by --ca-file FILE; the local CA's file: proxyd ca show > FILE
                """)
        case .unreachable: self.init(.unreachable, "proxyd: \(failure)")
        case .refused: self.init(.refused, "proxyd: \(failure)")
        case .ended:
            self.init(.refused, "proxyd: the sign-in is over (\(failure)); run: proxyd oauth login '\(address)'")
        }
    }
}
