internal import ACME
internal import ProxyModel

extension Operation {
    static let showAuthority = Operation(
        "ca.show", .get, "/api/v1/ca", .token, "Show the root certificate of the local CA, for trust stores.",
        answer: OperationAnswer(.text("application/x-pem-file"))
    ) { (call) throws(Problem) in
        .text(Array(try await call.authority().rootPEM.utf8))
    }
}
