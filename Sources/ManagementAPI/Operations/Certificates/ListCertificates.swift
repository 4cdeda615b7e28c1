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
        let snapshot = try call.snapshot()
        let names = snapshot.certificateNames(of: call.caller)
        // Only of the wanted page: the progress of each is a value of its own in the store.
        let page = try Page(call.query, total: names.count).range
        let states = try await CertificateState.all(
            names.sorted(at: page).compactMap { CertificateEntry($0, in: snapshot) }, call)
        return .list(count: names.count) { range in
            range == page ? states.map { CertificateView.json($0) } : []
        }
    }
}
