internal import ProxyModel

extension Operation {
    static let showAuthority = Operation(
        "ca.show", .get, "/api/v1/ca", .token, "Show the root certificate of the local CA, for trust stores.",
        answer: OperationAnswer(.text("application/x-pem-file"))
    ) { (call) throws(Problem) in
        guard let pem = await call.environment.authority() else {
            throw Problem(.storeUnavailable, "the local CA is not available, as its key cannot be read from the store")
        }
        return .text(Array(pem.utf8))
    }
}
