internal import ProxyModel

extension Operation {
    static let listCertificates = Operation(
        "cert.list", .get, "/api/v1/certificates", .token,
        "List the certificates of the caller, also those that are not there yet.",
        answer: OperationAnswer(
            .list(
                key: "certificates", name: "Certificate", element: CertificateView.definition,
                columns: CertificateView.columns))
    ) { (call) throws(Problem) in
        let entries = try call.snapshot().certificateEntries { call.caller.owns($0) }
        // Only of the wanted page: the progress of each is a value of its own in the store.
        let page = try Page(call.query, total: entries.count).range
        let states = try await CertificateState.all(Array(entries[page]), call)
        return .list(count: entries.count) { range in
            range == page ? states.map { CertificateView.json($0) } : []
        }
    }
}
